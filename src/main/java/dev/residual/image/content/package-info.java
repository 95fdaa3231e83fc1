/** Tells content from background in images, and cuts it out. */
@ApplicationModule(allowedDependencies = {})
@NullMarked
package dev.residual.image.content;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
