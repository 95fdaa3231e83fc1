/** What is done to an image before a network sees it, as data that is stored with each model. */
@ApplicationModule(allowedDependencies = {"image"})
@NullMarked
package dev.residual.preprocessing;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
