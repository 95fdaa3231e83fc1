/** Tells how far a training is: estimates the time that is left, logs steps. */
@ApplicationModule(allowedDependencies = {"evaluation"})
@NullMarked
package dev.residual.training.progress;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
