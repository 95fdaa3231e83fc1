/** Exports the metrics of jobs for TensorBoard. */
@ApplicationModule(allowedDependencies = {"job", "protobuf", "web"})
@NullMarked
package dev.residual.job.tensorboard;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
