package dev.residual.webhook;

import dev.residual.web.Problem;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** Sends messages that only show whether messages arrive, once, while the client waits. */
@Component
public class TestSender {

  /** The type of these messages. */
  static final String EVENT = "webhook.test";

  /** Each test takes a thread of the web server, which may wait for its receiver. */
  private static final int MAX_TESTS = 4;

  private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

  private final Webhooks webhooks;
  private final DeliveryWorker worker;
  private final DeliveryLog log;
  private final JsonMapper json;
  private final Clock clock;
  private final Semaphore free = new Semaphore(MAX_TESTS);

  TestSender(
      Webhooks webhooks, DeliveryWorker worker, DeliveryLog log, JsonMapper json, Clock clock) {
    this.webhooks = webhooks;
    this.worker = worker;
    this.log = log;
    this.json = json;
    this.clock = clock;
  }

  /**
   * Sends a message to a webhook, also if that is disabled.
   *
   * @throws Problem (429) if as many tests are running as may
   */
  public DeliveryView send(UUID webhookId) {
    Webhook webhook =
        webhooks.findById(webhookId).orElseThrow(() -> WebhookLifecycle.notFound(webhookId));
    if (!free.tryAcquire()) {
      throw Problem.of(
              HttpStatus.TOO_MANY_REQUESTS,
              "too-many-tests",
              String.format(
                  Locale.ROOT, "%d webhooks are being tested already. Try again later.", MAX_TESTS))
          .retryAfter(RETRY_AFTER);
    }
    try {
      return DeliveryView.of(send(webhook));
    } finally {
      free.release();
    }
  }

  private Delivery send(Webhook webhook) {
    Instant now = clock.instant();
    Message message = new Message(EVENT, now, new EventData.Test(webhook.id()));
    Delivery delivery = new Delivery(webhook.id(), EVENT, json.writeValueAsString(message), now);
    DeliveryAttempt attempt = worker.send(DeliveryLog.pending(webhook, delivery, now));
    delivery.attemptedOnce(attempt, clock.instant());
    log.record(webhook.id(), delivery, attempt.succeeded());
    return delivery;
  }
}
