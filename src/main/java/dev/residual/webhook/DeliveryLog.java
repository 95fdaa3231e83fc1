package dev.residual.webhook;

import dev.residual.webhook.client.OutgoingMessage;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.data.domain.Limit;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** What is to be sent, and what became of it. Each method is one transaction. */
@Component
@Transactional
class DeliveryLog {

  private static final Logger log = LoggerFactory.getLogger(DeliveryLog.class);

  private final Webhooks webhooks;
  private final Deliveries deliveries;
  private final Clock clock;

  DeliveryLog(Webhooks webhooks, Deliveries deliveries, Clock clock) {
    this.webhooks = webhooks;
    this.deliveries = deliveries;
    this.clock = clock;
  }

  /** Returns the next message of a webhook that is due, unless the webhook is disabled. */
  @Transactional(readOnly = true)
  public Optional<PendingDelivery> next(UUID webhookId) {
    Instant now = clock.instant();
    return webhooks
        .findById(webhookId)
        .filter(Webhook::isEnabled)
        .flatMap(
            webhook ->
                deliveries.due(webhookId, now, Limit.of(1)).stream()
                    .findFirst()
                    .map(delivery -> pending(webhook, delivery, now)));
  }

  /** Returns what is to be sent to a webhook. */
  static PendingDelivery pending(Webhook webhook, Delivery delivery, Instant now) {
    return new PendingDelivery(
        webhook.id(),
        webhook.url(),
        delivery.nextAttempt(),
        new OutgoingMessage(delivery.id(), now, delivery.payload(), webhook.secrets(now)));
  }

  /**
   * Stores an attempt. It is dropped if the webhook was deleted meanwhile, or if another node has
   * made the attempt because this one was taken for dead.
   */
  public void record(PendingDelivery sent, DeliveryAttempt attempt) {
    Webhook webhook = webhooks.lock(sent.webhookId()).orElse(null);
    Delivery delivery =
        deliveries
            .lock(sent.webhookId(), sent.message().id())
            .filter(found -> found.awaits(attempt.number()))
            .orElse(null);
    if (webhook == null || delivery == null) {
      return;
    }
    Instant now = clock.instant();
    delivery.attempted(attempt, now);
    if (webhook.url().equals(sent.url())) {
      webhook.attempted(attempt.succeeded(), now);
    }
    if (delivery.status() == DeliveryStatus.FAILED) {
      log.warn(
          "Message {} to webhook {} could not be delivered: {}",
          delivery.id(),
          webhook.id(),
          attempt.message());
    }
  }

  /** Stores a message that was sent because a client waits for its result. */
  public void record(UUID webhookId, Delivery delivery, boolean success) {
    webhooks
        .lock(webhookId)
        .ifPresent(
            webhook -> {
              webhook.attempted(success, clock.instant());
              deliveries.save(delivery);
            });
  }
}
