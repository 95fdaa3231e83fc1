package dev.residual.webhook;

import dev.residual.webhook.client.OutgoingMessage;
import java.net.URI;
import java.util.UUID;

/**
 * A message that is to be sent now.
 *
 * @param attempt the number of the attempt
 */
record PendingDelivery(UUID webhookId, URI url, int attempt, OutgoingMessage message) {}
