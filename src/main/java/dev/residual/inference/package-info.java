/** Serves predictions: loads models, batches requests and computes them. */
@ApplicationModule(
    allowedDependencies = {
      "access :: limit",
      "cluster",
      "image",
      "model",
      "nn",
      "onednn",
      "pipeline",
      "preprocessing",
      "storage",
      "torch",
      "web"
    })
@NullMarked
package dev.residual.inference;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
