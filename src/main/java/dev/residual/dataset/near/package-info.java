/** Finds images that look alike though their pixels differ: by a hash, then by a small copy. */
@ApplicationModule(allowedDependencies = "image")
@NullMarked
package dev.residual.dataset.near;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
