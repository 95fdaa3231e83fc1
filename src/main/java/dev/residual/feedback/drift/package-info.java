/** Compares what a model predicts with what it predicted for its test set, day by day. */
@ApplicationModule(allowedDependencies = {"evaluation", "feedback", "model", "storage", "web"})
@NullMarked
package dev.residual.feedback.drift;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
