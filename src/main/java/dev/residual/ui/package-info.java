/** The start page. */
@ApplicationModule(allowedDependencies = {"cluster"})
@NullMarked
package dev.residual.ui;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
