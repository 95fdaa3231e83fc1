/**
 * The libtorch features that DJL lacks: devices, gradient tape, grad mode, mixed precision, memory
 * format, fused updates and allocator settings.
 */
@ApplicationModule(allowedDependencies = {})
@NullMarked
package dev.residual.torch;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
