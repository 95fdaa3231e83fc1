/** The libtorch switches DJL lacks: devices, gradient tape, grad mode. */
@ApplicationModule(allowedDependencies = {"web"})
@NullMarked
package dev.residual.torch;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
