/**
 * Compiles networks for inference and for training on the processor with oneDNN. The weights have
 * the layout that its kernels need, and a pass is a list of calls that allocate nothing.
 */
@ApplicationModule(allowedDependencies = {"natives", "nn", "torch"})
@NullMarked
package dev.residual.onednn;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
