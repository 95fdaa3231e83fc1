/** Reads and writes weights in the safetensors format. */
@ApplicationModule(allowedDependencies = {"storage"})
@NullMarked
package dev.residual.safetensors;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
