/** Where pictures come from: IDX files, splits, seeded batches, uploaded pictures to tensors. */
@ApplicationModule(allowedDependencies = {"web"})
@NullMarked
package dev.residual.dataset;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
