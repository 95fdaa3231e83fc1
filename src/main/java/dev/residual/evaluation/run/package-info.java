/** Evaluates models on other data sets: queued with the jobs, run on their devices, shown. */
@ApplicationModule(
    allowedDependencies = {
      "access",
      "cluster",
      "dataset",
      "evaluation",
      "evaluation.web",
      "job",
      "model",
      "storage",
      "torch",
      "web"
    })
@NullMarked
package dev.residual.evaluation.run;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
