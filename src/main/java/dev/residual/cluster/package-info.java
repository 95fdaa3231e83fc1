/** Describes the nodes of a cluster: their roles, devices and clocks. */
@ApplicationModule(allowedDependencies = {"files", "torch", "web"})
@NullMarked
package dev.residual.cluster;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
