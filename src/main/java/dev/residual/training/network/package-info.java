/** Computes the outputs and gradients of a network in training, from a tape or compiled. */
@ApplicationModule(allowedDependencies = {"evaluation", "nn", "onednn", "recipe", "torch"})
@NullMarked
package dev.residual.training.network;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
