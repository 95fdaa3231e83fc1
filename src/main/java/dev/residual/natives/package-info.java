/**
 * Keeps the native libraries in a folder that only the user who runs the service can write, and
 * verifies them before they are loaded.
 */
@ApplicationModule(allowedDependencies = {"files"})
@NullMarked
package dev.residual.natives;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
