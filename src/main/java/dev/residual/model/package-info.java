/** Trained models: weights, manifests, reference samples, the registry and its aliases. */
@ApplicationModule(
    allowedDependencies = {
      "access",
      "image",
      "nn",
      "preprocessing",
      "safetensors",
      "storage",
      "web"
    })
@NullMarked
package dev.residual.model;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
