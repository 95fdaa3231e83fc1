/** Turns a data set into batches of tensors: sampling, augmentation, resizing and normalization. */
@ApplicationModule(allowedDependencies = {"dataset", "image", "preprocessing"})
@NullMarked
package dev.residual.pipeline;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
