/** Recognizes clients by the tokens of an OpenID Connect provider. */
@ApplicationModule(allowedDependencies = {"access", "web"})
@NullMarked
package dev.residual.access.token;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
