/** Tells where models come from, and trains them again. */
@ApplicationModule(
    allowedDependencies = {"dataset", "job", "model", "model :: provenance", "recipe", "web"})
@NullMarked
package dev.residual.lineage;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
