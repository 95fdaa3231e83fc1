/** Stores imported data sets as packs: decoded images in files that are read memory-mapped. */
@ApplicationModule(allowedDependencies = {"dataset", "image", "preprocessing", "storage"})
@NullMarked
package dev.residual.dataset.pack;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
