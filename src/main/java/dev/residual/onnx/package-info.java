/** Exports models as ONNX files. */
@ApplicationModule(
    allowedDependencies = {
      "image",
      "model",
      "nn",
      "preprocessing",
      "protobuf",
      "safetensors",
      "storage",
      "torch",
      "web"
    })
@NullMarked
package dev.residual.onnx;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
