/** Stores artifacts in a folder or an S3 bucket, each of them completely or not at all. */
@ApplicationModule(allowedDependencies = {"files"})
@NullMarked
package dev.residual.storage;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
