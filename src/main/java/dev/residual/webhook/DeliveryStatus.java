package dev.residual.webhook;

/** The states of a message to a webhook. */
public enum DeliveryStatus {
  /** It waits for its first or next attempt. */
  PENDING,
  /** The receiver has accepted it. */
  DELIVERED,
  /** All attempts failed. A client can have it sent again. */
  FAILED
}
