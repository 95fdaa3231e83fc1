/** The Open Inference Protocol, version 2, as KServe and Triton clients speak it. */
@ApplicationModule(allowedDependencies = {"image", "inference", "model", "web"})
@NullMarked
package dev.residual.oip;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
