package dev.residual.webhook;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.residual.web.Link;
import dev.residual.webhook.client.WebhookSecret;
import java.net.URI;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A webhook in responses to clients.
 *
 * @param failures the attempts that failed since the last one that succeeded
 * @param failingSince when the first of these failed; null if there is none
 * @param deliveredAt when a message was last delivered; null if none ever was
 * @param secret only in the answer to the request that has set it
 * @param previousSecretUntil until when messages are also signed with the former secret; null if
 *     they are not
 */
public record WebhookView(
    UUID id,
    URI url,
    Set<EventType> events,
    boolean enabled,
    WebhookStatus status,
    int failures,
    @Nullable Instant failingSince,
    @Nullable Instant deliveredAt,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String secret,
    @Nullable Instant previousSecretUntil,
    Instant createdAt,
    Links links) {

  /** Where to read on. */
  public record Links(Link self, Link deliveries) {}

  static WebhookView of(Webhook webhook, Instant now) {
    return of(webhook, now, null);
  }

  static WebhookView withSecret(Webhook webhook, Instant now) {
    return of(webhook, now, webhook.secrets(now).get(0));
  }

  private static WebhookView of(Webhook webhook, Instant now, @Nullable WebhookSecret secret) {
    String self = "/webhooks/" + webhook.id();
    return new WebhookView(
        webhook.id(),
        webhook.url(),
        webhook.events(),
        webhook.isEnabled(),
        webhook.status(),
        webhook.failures(),
        webhook.failingSince(),
        webhook.deliveredAt(),
        secret == null ? null : secret.text(),
        webhook.previousSecretUntil(now),
        webhook.createdAt(),
        new Links(new Link(self), new Link(self + "/deliveries")));
  }
}
