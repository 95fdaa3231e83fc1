/** Records who changed what, and who was refused. */
@ApplicationModule(allowedDependencies = {"access", "web"})
@NullMarked
package dev.residual.access.audit;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
