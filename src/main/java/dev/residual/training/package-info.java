/** How a network learns: a recipe becomes a run that reports, saves, resumes. */
@ApplicationModule(
    allowedDependencies = {
      "dataset",
      "evaluation",
      "image",
      "model",
      "nn",
      "pipeline",
      "recipe",
      "safetensors",
      "storage",
      "torch"
    })
@NullMarked
package dev.residual.training;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
