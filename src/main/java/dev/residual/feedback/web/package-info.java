/** Serves the REST endpoints of feedback and of drift. */
@ApplicationModule(allowedDependencies = {"feedback", "feedback.drift", "web"})
@NullMarked
package dev.residual.feedback.web;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
