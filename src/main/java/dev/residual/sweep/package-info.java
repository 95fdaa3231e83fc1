/** Searches for the best values of the fields of a job, by many jobs. */
@ApplicationModule(
    allowedDependencies = {
      "access",
      "access :: limit",
      "cluster",
      "dataset",
      "job",
      "model",
      "nn",
      "recipe",
      "storage",
      "torch",
      "web"
    })
@NullMarked
package dev.residual.sweep;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
