/** Measures how good a model is: its metrics and its calibration. */
@ApplicationModule(allowedDependencies = {"dataset", "model", "pipeline"})
@NullMarked
package dev.residual.evaluation;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
