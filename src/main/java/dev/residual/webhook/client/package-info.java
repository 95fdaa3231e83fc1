/** Signs messages and sends them to receivers, over HTTPS and to public addresses only. */
@ApplicationModule(allowedDependencies = {"web"})
@NullMarked
package dev.residual.webhook.client;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
