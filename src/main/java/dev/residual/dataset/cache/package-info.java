/** Keeps packs of a bucket on the disk of a node, so that each is fetched once. */
@ApplicationModule(allowedDependencies = {"dataset", "dataset.pack", "files", "storage"})
@NullMarked
package dev.residual.dataset.cache;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
