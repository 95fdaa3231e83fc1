/** The Open Inference Protocol, version 2, for clients of KServe and Triton. */
@ApplicationModule(allowedDependencies = {"image", "inference", "model", "preprocessing", "web"})
@NullMarked
package dev.residual.oip;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
