/** Describes models for people, and packs them for use without this service. */
@ApplicationModule(
    allowedDependencies = {
      "evaluation",
      "image",
      "model",
      "model :: provenance",
      "nn",
      "onnx",
      "pipeline",
      "preprocessing",
      "storage",
      "torch",
      "web"
    })
@NullMarked
package dev.residual.bundle;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
