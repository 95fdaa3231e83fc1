/**
 * Networks that are only used, not trained, compiled for the processor by oneDNN: weights lie as
 * its kernels want them, and a forward pass is a list of calls that allocate nothing.
 */
@ApplicationModule(allowedDependencies = {"nn", "torch"})
@NullMarked
package dev.residual.onednn;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
