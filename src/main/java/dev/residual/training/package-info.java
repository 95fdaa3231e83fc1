/**
 * Trains networks: a recipe becomes a run that reports its progress, writes checkpoints and can be
 * resumed.
 */
@ApplicationModule(
    allowedDependencies = {
      "dataset",
      "evaluation",
      "image",
      "model",
      "model :: provenance",
      "nn",
      "onednn",
      "pipeline",
      "preprocessing",
      "recipe",
      "safetensors",
      "storage",
      "torch",
      "training.network",
      "training.optimizer",
      "training.precomputed",
      "training.progress"
    })
@NullMarked
package dev.residual.training;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
