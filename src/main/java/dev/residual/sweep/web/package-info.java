/** Serves the REST endpoints of sweeps. */
@ApplicationModule(allowedDependencies = {"sweep", "web"})
@NullMarked
package dev.residual.sweep.web;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
