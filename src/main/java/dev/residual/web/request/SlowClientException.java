package dev.residual.web.request;

import java.io.IOException;

/** Thrown to a thread that may not wait for a client any longer. */
final class SlowClientException extends IOException {

  /** Why the thread may not wait. */
  enum Reason {
    /** The client has kept threads waiting for as long as it may. */
    TOO_SLOW,
    /** As many threads wait as may, and for faster clients. */
    TOO_MANY,
    /** The service is stopping. */
    STOPPING
  }

  private final Reason reason;

  SlowClientException(Reason reason) {
    super("The client is not waited for: " + reason);
    this.reason = reason;
  }

  Reason reason() {
    return reason;
  }
}
