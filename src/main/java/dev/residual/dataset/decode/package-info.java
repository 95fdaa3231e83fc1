/** Decodes the images of archives on several threads, and keeps their pixels until all are read. */
@ApplicationModule(
    allowedDependencies = {"dataset.near", "dataset.pack", "image", "preprocessing", "storage"})
@NullMarked
package dev.residual.dataset.decode;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
