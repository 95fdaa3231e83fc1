/** Streams what happens to a job, and lists its metrics. */
@ApplicationModule(allowedDependencies = {"job", "web"})
@NullMarked
package dev.residual.job.events;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
