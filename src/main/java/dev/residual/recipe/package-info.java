/** Describes how to train, as data that is validated once. */
@ApplicationModule(allowedDependencies = {"nn", "pipeline"})
@NullMarked
package dev.residual.recipe;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
