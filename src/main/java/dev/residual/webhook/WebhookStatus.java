package dev.residual.webhook;

/** The states of a webhook. */
public enum WebhookStatus {
  /** The last message was delivered, or none was sent yet. */
  ACTIVE,
  /** The last attempt failed. Messages are still sent. */
  FAILING,
  /** A client has disabled it. Its messages wait, and no new ones are written. */
  DISABLED
}
