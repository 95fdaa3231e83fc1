/**
 * What holds for every request: size limits, strict JSON, known parameters, slow and vanished
 * clients.
 */
@ApplicationModule(allowedDependencies = {"web"})
@NullMarked
package dev.residual.web.request;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
