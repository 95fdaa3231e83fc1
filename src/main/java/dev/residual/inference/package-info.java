/** How an image gets its name: decode, batch, predict. */
@ApplicationModule(
    allowedDependencies = {
      "cluster",
      "image",
      "model",
      "nn",
      "onednn",
      "pipeline",
      "storage",
      "torch",
      "web"
    })
@NullMarked
package dev.residual.inference;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
