/** Creates folders and files that only the user who runs the service can read. */
@ApplicationModule(allowedDependencies = {})
@NullMarked
package dev.residual.files;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
