package dev.residual.webhook;

import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A message to a webhook. Its verbs refuse what its state does not allow. */
@Entity
@Table(name = "webhook_delivery")
class Delivery {

  @Id private UUID id;
  private UUID webhookId;
  private String event;
  private String payload;

  @Enumerated(EnumType.STRING)
  private DeliveryStatus status;

  private int tries;
  private int attempt;

  @Convert(converter = AttemptLog.Column.class)
  private AttemptLog attempts;

  private @Nullable Instant nextAttemptAt;
  private Instant createdAt;
  private @Nullable Instant finishedAt;

  @SuppressWarnings("NullAway") // Hibernate fills the fields.
  protected Delivery() {}

  /**
   * Creates a message that is due at once.
   *
   * @param event the public name of an event
   * @param payload JSON
   */
  Delivery(UUID webhookId, String event, String payload, Instant now) {
    id = UUID.randomUUID();
    this.webhookId = webhookId;
    this.event = event;
    this.payload = payload;
    status = DeliveryStatus.PENDING;
    attempts = AttemptLog.EMPTY;
    nextAttemptAt = now;
    createdAt = now;
  }

  /**
   * Takes note of an attempt. After one that failed the message waits for the next one, or has
   * failed.
   *
   * @param made has the number of the next attempt
   */
  void attempted(DeliveryAttempt made, Instant now) {
    add(made);
    if (made.succeeded()) {
      finish(DeliveryStatus.DELIVERED, now);
    } else {
      RetrySchedule.pauseAfter(tries)
          .ifPresentOrElse(
              pause -> nextAttemptAt = now.plus(pause), () -> finish(DeliveryStatus.FAILED, now));
    }
  }

  /** Takes note of the only attempt, because a client waits for its result. */
  void attemptedOnce(DeliveryAttempt made, Instant now) {
    add(made);
    finish(made.succeeded() ? DeliveryStatus.DELIVERED : DeliveryStatus.FAILED, now);
  }

  private void add(DeliveryAttempt made) {
    if (status != DeliveryStatus.PENDING || made.number() != nextAttempt()) {
      throw new IllegalStateException(
          "Attempt " + made.number() + " does not follow attempt " + attempt + " of " + id);
    }
    tries++;
    attempt = made.number();
    attempts = attempts.plus(made);
  }

  private void finish(DeliveryStatus end, Instant now) {
    status = end;
    nextAttemptAt = null;
    finishedAt = now;
  }

  /** Sends this message again, with the same id, as if it were new. */
  void sendAgain(Instant now) {
    status = DeliveryStatus.PENDING;
    tries = 0;
    nextAttemptAt = now;
    finishedAt = null;
  }

  /** Returns whether this message waits for the attempt with a number. */
  boolean awaits(int number) {
    return status == DeliveryStatus.PENDING && nextAttempt() == number;
  }

  int nextAttempt() {
    return attempt + 1;
  }

  UUID id() {
    return id;
  }

  UUID webhookId() {
    return webhookId;
  }

  String event() {
    return event;
  }

  String payload() {
    return payload;
  }

  DeliveryStatus status() {
    return status;
  }

  List<DeliveryAttempt> attempts() {
    return attempts.attempts();
  }

  @Nullable Instant nextAttemptAt() {
    return nextAttemptAt;
  }

  Instant createdAt() {
    return createdAt;
  }

  @Nullable Instant finishedAt() {
    return finishedAt;
  }
}
