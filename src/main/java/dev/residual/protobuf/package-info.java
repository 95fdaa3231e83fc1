/** Writes protobuf messages, of which ONNX files and the event files of TensorBoard are made. */
@ApplicationModule(allowedDependencies = {})
@NullMarked
package dev.residual.protobuf;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
