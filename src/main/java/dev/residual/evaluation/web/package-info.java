/** Shows how good models are, and compares them. */
@ApplicationModule(allowedDependencies = {"evaluation", "model", "web"})
@NullMarked
package dev.residual.evaluation.web;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
