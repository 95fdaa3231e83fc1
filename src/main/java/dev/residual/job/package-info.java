/** How training is asked for, queued, followed, stopped. */
@ApplicationModule(allowedDependencies = {"training", "model", "dataset", "nn", "torch", "web"})
@NullMarked
package dev.residual.job;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
