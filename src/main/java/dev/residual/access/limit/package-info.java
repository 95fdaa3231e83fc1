/** Limits how much one client may use. */
@ApplicationModule(allowedDependencies = {"access", "web"})
@NullMarked
package dev.residual.access.limit;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
