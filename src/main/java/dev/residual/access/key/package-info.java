/** Makes, recognizes, changes and revokes the keys by which clients are known. */
@ApplicationModule(allowedDependencies = {"access", "cluster", "files", "web"})
@NullMarked
package dev.residual.access.key;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
