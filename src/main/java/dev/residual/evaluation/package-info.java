/**
 * Measures how good a model is: its metrics, its calibration, and the report that is stored with
 * it.
 */
@ApplicationModule(
    allowedDependencies = {
      "dataset",
      "image",
      "model",
      "nn",
      "onednn",
      "pipeline",
      "preprocessing",
      "safetensors",
      "storage",
      "torch"
    })
@NullMarked
package dev.residual.evaluation;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
