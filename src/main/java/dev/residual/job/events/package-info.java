/** Streams the events of jobs and lists their metrics. */
@ApplicationModule(allowedDependencies = {"access", "access :: limit", "job", "web"})
@NullMarked
package dev.residual.job.events;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
