/** Turns every error into a problem detail (RFC 9457). */
@ApplicationModule(allowedDependencies = {"web"})
@NullMarked
package dev.residual.web.error;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
