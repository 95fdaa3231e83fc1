/** Who sends a request, and what that client may do. */
@ApplicationModule(allowedDependencies = {"web"})
@NullMarked
package dev.residual.access;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
