/** Submits, queues, tracks and controls training jobs. */
@ApplicationModule(
    allowedDependencies = {
      "access",
      "access :: limit",
      "cluster",
      "dataset",
      "model",
      "model :: provenance",
      "nn",
      "pipeline",
      "recipe",
      "storage",
      "torch",
      "training",
      "web"
    })
@NullMarked
package dev.residual.job;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
