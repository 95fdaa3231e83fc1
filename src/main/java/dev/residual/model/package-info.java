/** What training leaves behind: checkpoints, weights, manifests, the registry, aliases. */
@ApplicationModule(allowedDependencies = {"image", "nn", "safetensors", "storage", "web"})
@NullMarked
package dev.residual.model;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
