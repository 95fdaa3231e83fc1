package dev.residual.webhook;

import dev.residual.webhook.client.SendResult;
import dev.residual.webhook.client.WebhookClient;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.springframework.stereotype.Component;

/**
 * Sends the messages of one webhook, one after the other, on the calling thread. No connection of
 * the database is held while a receiver is waited for.
 */
@Component
class DeliveryWorker {

  /** After so long it is the turn of another webhook. */
  private static final Duration TURN = Duration.ofSeconds(5);

  private final DeliveryLog log;
  private final WebhookClient client;
  private final DeliveryMetrics metrics;
  private final Clock clock;

  DeliveryWorker(DeliveryLog log, WebhookClient client, DeliveryMetrics metrics, Clock clock) {
    this.log = log;
    this.client = client;
    this.metrics = metrics;
    this.clock = clock;
  }

  /**
   * Sends messages that are due until none is left, or until it is another webhook's turn.
   *
   * @param stopping checked before each message
   * @return whether messages may be left
   */
  boolean run(UUID webhookId, BooleanSupplier stopping) {
    Instant end = clock.instant().plus(TURN);
    while (!stopping.getAsBoolean() && clock.instant().isBefore(end)) {
      Optional<PendingDelivery> next = log.next(webhookId);
      if (next.isEmpty()) {
        return false;
      }
      log.record(next.get(), send(next.get()));
    }
    return true;
  }

  /** Sends a message once. */
  DeliveryAttempt send(PendingDelivery delivery) {
    SendResult result = client.send(delivery.url(), delivery.message());
    metrics.count(result);
    return DeliveryAttempt.of(delivery.attempt(), delivery.message().time(), result);
  }
}
