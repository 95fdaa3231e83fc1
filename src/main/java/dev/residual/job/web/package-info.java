/** Serves the REST endpoints of jobs and of the devices that train them. */
@ApplicationModule(
    allowedDependencies = {
      "cluster",
      "job",
      "job.estimate",
      "nn",
      "pipeline",
      "recipe",
      "torch",
      "web"
    })
@NullMarked
package dev.residual.job.web;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
