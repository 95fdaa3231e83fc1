/** How a picture gets its name: decode, batch, predict. */
@ApplicationModule(allowedDependencies = {"model", "nn", "onednn", "dataset", "torch", "web"})
@NullMarked
package dev.residual.inference;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
