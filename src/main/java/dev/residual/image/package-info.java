/** Decodes, orients, resizes and encodes images. */
@ApplicationModule(allowedDependencies = {})
@NullMarked
package dev.residual.image;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
