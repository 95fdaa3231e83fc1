/** Provides the start page, which redirects to Swagger UI. */
@ApplicationModule(allowedDependencies = {"cluster"})
@NullMarked
package dev.residual.ui;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
