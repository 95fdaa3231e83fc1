package dev.residual.webhook;

import dev.residual.web.Cursor;
import dev.residual.web.Page;
import dev.residual.web.Problem;
import dev.residual.webhook.client.WebhookSecret;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.Limit;
import org.springframework.http.HttpStatus;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** What clients do with webhooks. Each method is one transaction. */
@Component
@Transactional
public class WebhookLifecycle {

  private final Webhooks webhooks;
  private final Deliveries deliveries;
  private final WebhookSettings settings;
  private final JdbcClient jdbc;
  private final Clock clock;

  WebhookLifecycle(
      Webhooks webhooks,
      Deliveries deliveries,
      WebhookSettings settings,
      JdbcClient jdbc,
      Clock clock) {
    this.webhooks = webhooks;
    this.deliveries = deliveries;
    this.settings = settings;
    this.jdbc = jdbc;
    this.clock = clock;
  }

  /**
   * Adds a webhook.
   *
   * @throws Problem (409) if there are too many, or one of this URL
   */
  public WebhookView add(URI url, Collection<EventType> events, WebhookSecret secret) {
    lockAll();
    if (webhooks.count() >= settings.maxWebhooks()) {
      throw Problem.of(
          HttpStatus.CONFLICT,
          "too-many-webhooks",
          String.format(
              Locale.ROOT,
              "There are %d webhooks already, as many as residual.webhooks.max-webhooks allows."
                  + " Delete one first.",
              settings.maxWebhooks()));
    }
    requireNew(url);
    Instant now = clock.instant();
    return WebhookView.withSecret(webhooks.save(new Webhook(url, events, secret, now)), now);
  }

  /** Lets one transaction at a time add or move webhooks. */
  private void lockAll() {
    jdbc.sql("select id from webhook_lock for update").query(Integer.class).single();
  }

  private void requireNew(URI url) {
    if (webhooks.existsByUrl(url.toString())) {
      throw Problem.of(
          HttpStatus.CONFLICT,
          "webhook-exists",
          "There is a webhook with this URL already. Change its events with PATCH.");
    }
  }

  @Transactional(readOnly = true)
  public Page<WebhookView> page(int limit, @Nullable Cursor after) {
    Instant now = clock.instant();
    Limit oneMore = Limit.of(limit + 1);
    List<Webhook> read =
        after == null
            ? webhooks.newest(oneMore)
            : webhooks.newestBefore(after.createdAt(), after.id(), oneMore);
    return Page.of(
        read,
        limit,
        webhook -> new Cursor(webhook.createdAt(), webhook.id()),
        webhook -> WebhookView.of(webhook, now));
  }

  @Transactional(readOnly = true)
  public WebhookView view(UUID id) {
    return WebhookView.of(require(id), clock.instant());
  }

  private Webhook require(UUID id) {
    return webhooks.findById(id).orElseThrow(() -> notFound(id));
  }

  private Webhook lock(UUID id) {
    return webhooks.lock(id).orElseThrow(() -> notFound(id));
  }

  static Problem notFound(UUID id) {
    return Problem.of(HttpStatus.NOT_FOUND, "no-such-webhook", "No webhook has the id " + id);
  }

  /**
   * Changes a webhook. What is null stays as it is.
   *
   * @throws Problem (409) if another webhook has the URL
   */
  public WebhookView change(
      UUID id,
      @Nullable URI url,
      @Nullable Collection<EventType> events,
      @Nullable Boolean enabled) {
    if (url != null) {
      lockAll();
    }
    Webhook webhook = lock(id);
    if (url != null && !url.equals(webhook.url())) {
      requireNew(url);
      webhook.moveTo(url);
    }
    if (events != null) {
      webhook.subscribe(events);
    }
    if (enabled != null) {
      webhook.enable(enabled);
    }
    return WebhookView.of(webhook, clock.instant());
  }

  /**
   * Gives a webhook another secret.
   *
   * @param overlap how long messages are also signed with the former one
   */
  public WebhookView rotate(UUID id, WebhookSecret secret, Duration overlap) {
    Instant now = clock.instant();
    Webhook webhook = lock(id);
    webhook.rotate(secret, now.plus(overlap));
    return WebhookView.withSecret(webhook, now);
  }

  /** Deletes a webhook and its messages. */
  public void delete(UUID id) {
    webhooks.delete(lock(id));
    deliveries.deleteByWebhook(id);
  }

  @Transactional(readOnly = true)
  public Page<DeliveryView> deliveries(
      UUID id, Collection<DeliveryStatus> statuses, int limit, @Nullable Cursor after) {
    require(id);
    Limit oneMore = Limit.of(limit + 1);
    List<Delivery> read =
        after == null
            ? deliveries.newest(id, statuses, oneMore)
            : deliveries.newestBefore(id, statuses, after.createdAt(), after.id(), oneMore);
    return Page.of(
        read, limit, delivery -> new Cursor(delivery.createdAt(), delivery.id()), DeliveryView::of);
  }

  @Transactional(readOnly = true)
  public DeliveryView delivery(UUID id, UUID messageId) {
    require(id);
    return DeliveryView.of(
        deliveries.findByWebhookIdAndId(id, messageId).orElseThrow(() -> noMessage(messageId)));
  }

  private static Problem noMessage(UUID id) {
    return Problem.of(
        HttpStatus.NOT_FOUND,
        "no-such-delivery",
        "No message with the id " + id + " was written for this webhook, or it was deleted");
  }

  /**
   * Sends a message again, which was delivered or has failed.
   *
   * @throws Problem (409) if it waits for an attempt already, or if the webhook is disabled
   */
  public DeliveryView redeliver(UUID id, UUID messageId) {
    Webhook webhook = lock(id);
    Delivery delivery = deliveries.lock(id, messageId).orElseThrow(() -> noMessage(messageId));
    if (!webhook.isEnabled()) {
      throw Problem.of(
          HttpStatus.CONFLICT,
          "webhook-disabled",
          "The webhook is disabled, so nothing is sent. Enable it first with PATCH.");
    }
    if (delivery.status() == DeliveryStatus.PENDING) {
      throw Problem.of(
          HttpStatus.CONFLICT,
          "delivery-pending",
          "The message is waiting for its next attempt already, at " + delivery.nextAttemptAt());
    }
    delivery.sendAgain(clock.instant());
    return DeliveryView.of(delivery);
  }
}
