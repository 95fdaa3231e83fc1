/** Artifacts in a folder or an S3 bucket: each is stored whole or not at all. */
@ApplicationModule(allowedDependencies = {})
@NullMarked
package dev.residual.storage;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
