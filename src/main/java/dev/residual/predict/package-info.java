/** Classifies images over HTTP: {@code POST /predict}. */
@ApplicationModule(
    allowedDependencies = {
      "feedback",
      "files",
      "image",
      "inference",
      "model",
      "preprocessing",
      "web"
    })
@NullMarked
package dev.residual.predict;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
