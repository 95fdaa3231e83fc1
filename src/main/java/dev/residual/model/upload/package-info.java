/** Takes weights from elsewhere: reads, checks and registers them as models. */
@ApplicationModule(
    allowedDependencies = {
      "access :: limit",
      "image",
      "model",
      "nn",
      "pipeline",
      "preprocessing",
      "recipe",
      "safetensors",
      "storage",
      "web"
    })
@NullMarked
package dev.residual.model.upload;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
