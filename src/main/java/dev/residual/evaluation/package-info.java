/** How good a model is: metrics and calibration. */
@ApplicationModule(allowedDependencies = {"dataset", "model", "pipeline"})
@NullMarked
package dev.residual.evaluation;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
