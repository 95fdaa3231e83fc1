/** What all endpoints share: problem details, request limits, the OpenAPI document, lists. */
@ApplicationModule(allowedDependencies = {"files"})
@NullMarked
package dev.residual.web;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
