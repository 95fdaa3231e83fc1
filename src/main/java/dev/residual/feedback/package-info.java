/** Records what was predicted, takes the truth that clients tell later, and keeps images. */
@ApplicationModule(
    allowedDependencies = {
      "access",
      "cluster",
      "dataset :: feedback",
      "image",
      "model",
      "preprocessing",
      "web"
    })
@NullMarked
package dev.residual.feedback;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
