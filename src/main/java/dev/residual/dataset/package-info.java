/** Where images come from: IDX files, splits, seeded batches, uploaded images to tensors. */
@ApplicationModule(allowedDependencies = {"image", "storage", "web"})
@NullMarked
package dev.residual.dataset;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
