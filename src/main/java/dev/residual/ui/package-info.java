/** Serves the web page, which uses only the public API, and logs where it is. */
@ApplicationModule(allowedDependencies = {"cluster", "web"})
@NullMarked
package dev.residual.ui;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
