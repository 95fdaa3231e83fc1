/** From a data set to batches of tensors: sampling, augmentation. */
@ApplicationModule(allowedDependencies = {"dataset", "image"})
@NullMarked
package dev.residual.pipeline;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
