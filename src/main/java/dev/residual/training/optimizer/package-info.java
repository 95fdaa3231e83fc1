/** Updates the weights of a network by their gradients, at the learning rates of a schedule. */
@ApplicationModule(allowedDependencies = {"recipe", "torch"})
@NullMarked
package dev.residual.training.optimizer;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
