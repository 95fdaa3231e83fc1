/** Provides the known data sets: their definitions, sources, downloads and splits. */
@ApplicationModule(allowedDependencies = {"files", "image", "preprocessing", "storage", "web"})
@NullMarked
package dev.residual.dataset;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
