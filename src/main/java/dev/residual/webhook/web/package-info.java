/** Serves the REST endpoints of webhooks. */
@ApplicationModule(allowedDependencies = {"web", "webhook", "webhook.client"})
@NullMarked
package dev.residual.webhook.web;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
