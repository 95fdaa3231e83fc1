/** Deletes expired jobs, and artifacts that nothing refers to. */
@ApplicationModule(
    allowedDependencies = {"cluster", "dataset", "job", "model", "storage", "training", "web"})
@NullMarked
package dev.residual.job.maintenance;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
