/** Computes once what each epoch needs: weights of classes, features of frozen layers. */
@ApplicationModule(allowedDependencies = {"dataset", "pipeline"})
@NullMarked
package dev.residual.training.precomputed;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
