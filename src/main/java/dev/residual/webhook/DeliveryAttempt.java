package dev.residual.webhook;

import dev.residual.webhook.client.SendError;
import dev.residual.webhook.client.SendResult;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An attempt to deliver a message.
 *
 * @param number from 1
 * @param at when it began
 * @param status the HTTP status of the answer; null without one
 * @param error why it failed; null if the receiver has accepted the message
 * @param message the same for people; null if the receiver has accepted the message
 */
public record DeliveryAttempt(
    int number,
    Instant at,
    @Schema(description = "how long the exchange took, in milliseconds") long durationMs,
    @Nullable Integer status,
    @Nullable SendError error,
    @Nullable String message) {

  static DeliveryAttempt of(int number, Instant at, SendResult result) {
    return new DeliveryAttempt(
        number,
        at,
        result.duration().toMillis(),
        result.status(),
        result.error(),
        result.message());
  }

  boolean succeeded() {
    return error == null;
  }
}
