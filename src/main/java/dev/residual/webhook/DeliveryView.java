package dev.residual.webhook;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A message to a webhook in responses to clients.
 *
 * @param messageId the id that the receiver sees, in each attempt
 * @param event the type of the message
 * @param attempts the last twenty attempts, in their order
 * @param nextAttemptAt when the next attempt is due; null if there will be none
 * @param finishedAt when the message was delivered or given up; null if it waits
 */
@Schema(name = "WebhookDelivery")
public record DeliveryView(
    UUID messageId,
    @Schema(example = "job.succeeded") String event,
    DeliveryStatus status,
    List<DeliveryAttempt> attempts,
    @Nullable Instant nextAttemptAt,
    Instant createdAt,
    @Nullable Instant finishedAt) {

  static DeliveryView of(Delivery delivery) {
    return new DeliveryView(
        delivery.id(),
        delivery.event(),
        delivery.status(),
        delivery.attempts(),
        delivery.nextAttemptAt(),
        delivery.createdAt(),
        delivery.finishedAt());
  }
}
