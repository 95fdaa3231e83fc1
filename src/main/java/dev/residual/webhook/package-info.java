/** Tells other systems what happened: webhooks, the outbox of their messages, deliveries. */
@ApplicationModule(
    allowedDependencies = {"cluster", "dataset", "job", "model", "recipe", "web", "webhook.client"})
@NullMarked
package dev.residual.webhook;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
