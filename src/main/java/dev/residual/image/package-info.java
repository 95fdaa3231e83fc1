/** Decodes image files, inverts and resizes images, and describes image formats. */
@ApplicationModule(allowedDependencies = {"image.content"})
@NullMarked
package dev.residual.image;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
