/** Takes jobs from the queue and trains them, one per device. */
@ApplicationModule(
    allowedDependencies = {
      "cluster",
      "job",
      "model",
      "model :: provenance",
      "storage",
      "torch",
      "training",
      "web"
    })
@NullMarked
package dev.residual.job.worker;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
