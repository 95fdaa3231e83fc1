package dev.residual.webhook.client;

import dev.residual.web.UnicodeText;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What became of an attempt.
 *
 * @param status the HTTP status of the answer; null without one
 * @param error why the attempt failed; null if it succeeded
 * @param message the same for people; null if the attempt succeeded
 */
public record SendResult(
    Duration duration,
    @Nullable Integer status,
    @Nullable SendError error,
    @Nullable String message) {

  private static final int MAX_MESSAGE = 200;

  static SendResult answered(Duration duration, int status) {
    if (status >= 200 && status < 300) {
      return new SendResult(duration, status, null, null);
    }
    return status >= 300 && status < 400
        ? new SendResult(
            duration,
            status,
            SendError.REDIRECT,
            "The receiver answered " + status + "; redirects are not followed")
        : new SendResult(
            duration, status, SendError.STATUS, "The receiver answered " + status + ", not 2xx");
  }

  static SendResult failed(Duration duration, SendError error, String message) {
    return new SendResult(duration, null, error, UnicodeText.storable(message, MAX_MESSAGE));
  }

  /** Returns whether the receiver has accepted the message. */
  public boolean succeeded() {
    return error == null;
  }
}
