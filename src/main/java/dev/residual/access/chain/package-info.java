/** The filters that each request passes, and the role that each operation needs. */
@ApplicationModule(allowedDependencies = {"access", "access.audit", "access :: limit", "web"})
@NullMarked
package dev.residual.access.chain;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
