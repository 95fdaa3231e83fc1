/** Reads the files of archives and folders as streams, within limits. Nothing is extracted. */
@ApplicationModule(allowedDependencies = {})
@NullMarked
package dev.residual.dataset.archive;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
