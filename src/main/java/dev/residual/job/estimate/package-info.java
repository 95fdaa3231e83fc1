/** Estimates what a job takes, without queueing it. */
@ApplicationModule(
    allowedDependencies = {
      "cluster",
      "dataset",
      "job",
      "model",
      "recipe",
      "torch",
      "training",
      "web"
    })
@NullMarked
package dev.residual.job.estimate;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
