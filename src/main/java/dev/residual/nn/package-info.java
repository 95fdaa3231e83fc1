/** Defines networks: architectures, residual blocks and layer summaries. */
@ApplicationModule(allowedDependencies = {"web"})
@NullMarked
package dev.residual.nn;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
