/** How a picture gets its name: decode, batch, predict. */
@ApplicationModule(
    allowedDependencies = {
      "cluster", "dataset", "image", "model", "nn", "onednn", "storage", "torch", "web"
    })
@NullMarked
package dev.residual.inference;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
