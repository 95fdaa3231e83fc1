package dev.residual.webhook;

import static java.util.stream.Collectors.joining;

import dev.residual.webhook.client.WebhookSecret;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.net.URI;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A receiver of messages, and the events that it is told of. */
@Entity
@Table(name = "webhook")
class Webhook {

  private static final String SEPARATOR = ",";

  @Id private UUID id;
  private String url;
  private String events;
  private boolean enabled;
  private String secret;
  private @Nullable String previousSecret;
  private @Nullable Instant previousSecretUntil;
  private int failures;
  private @Nullable Instant failingSince;
  private @Nullable Instant deliveredAt;
  private Instant createdAt;

  @SuppressWarnings("NullAway") // Hibernate fills the fields.
  protected Webhook() {}

  Webhook(URI url, Collection<EventType> events, WebhookSecret secret, Instant now) {
    id = UUID.randomUUID();
    this.url = url.toString();
    this.events = joined(events);
    this.secret = secret.text();
    enabled = true;
    createdAt = now;
  }

  private static String joined(Collection<EventType> events) {
    return events.stream().sorted().map(EventType::publicName).collect(joining(SEPARATOR));
  }

  /** Sends further messages to another URL. What the old receiver did no longer counts. */
  void moveTo(URI other) {
    url = other.toString();
    failures = 0;
    failingSince = null;
  }

  void subscribe(Collection<EventType> types) {
    events = joined(types);
  }

  /** Keeps messages back, or lets them be sent. */
  void enable(boolean enable) {
    enabled = enable;
  }

  /**
   * Gives this webhook another secret.
   *
   * @param previousUntil until when messages are also signed with the one that it has now
   */
  void rotate(WebhookSecret next, Instant previousUntil) {
    previousSecret = secret;
    previousSecretUntil = previousUntil;
    secret = next.text();
  }

  /** Takes note of an attempt to deliver a message. */
  void attempted(boolean success, Instant now) {
    if (success) {
      failures = 0;
      failingSince = null;
      deliveredAt = now;
    } else {
      failures++;
      failingSince = failingSince == null ? now : failingSince;
    }
  }

  boolean wants(EventType type) {
    return events().contains(type);
  }

  WebhookStatus status() {
    if (!enabled) {
      return WebhookStatus.DISABLED;
    }
    return failures > 0 ? WebhookStatus.FAILING : WebhookStatus.ACTIVE;
  }

  UUID id() {
    return id;
  }

  URI url() {
    return URI.create(url);
  }

  Set<EventType> events() {
    List<String> names = Arrays.asList(events.split(SEPARATOR));
    Set<EventType> types = EnumSet.allOf(EventType.class);
    types.removeIf(type -> !names.contains(type.publicName()));
    return types;
  }

  boolean isEnabled() {
    return enabled;
  }

  /** Returns the secrets with which messages are signed now, newest first. */
  List<WebhookSecret> secrets(Instant now) {
    WebhookSecret current = new WebhookSecret(secret);
    return previousSecret == null || previousSecretUntil(now) == null
        ? List.of(current)
        : List.of(current, new WebhookSecret(previousSecret));
  }

  /** Returns until when the previous secret is valid, or null if it is not valid now. */
  @Nullable Instant previousSecretUntil(Instant now) {
    return previousSecretUntil != null && now.isBefore(previousSecretUntil)
        ? previousSecretUntil
        : null;
  }

  int failures() {
    return failures;
  }

  @Nullable Instant failingSince() {
    return failingSince;
  }

  @Nullable Instant deliveredAt() {
    return deliveredAt;
  }

  Instant createdAt() {
    return createdAt;
  }
}
