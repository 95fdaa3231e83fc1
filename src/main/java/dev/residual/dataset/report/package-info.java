/** Tells what was found in a data set while it was imported. */
@ApplicationModule(allowedDependencies = {"dataset.pack", "image"})
@NullMarked
package dev.residual.dataset.report;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
