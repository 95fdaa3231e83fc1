/** Completes the OpenAPI document: what is common to all operations, and the schemas of records. */
@ApplicationModule(allowedDependencies = {"web"})
@NullMarked
package dev.residual.web.openapi;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
