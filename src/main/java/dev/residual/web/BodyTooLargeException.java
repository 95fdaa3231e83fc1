package dev.residual.web;

import java.util.Locale;
import org.springframework.http.HttpStatus;

/** Thrown while a body is read that turns out to be longer than allowed. */
public class BodyTooLargeException extends RefusedBodyException {

  private final long maxBytes;

  /**
   * @param maxBytes how many bytes a body may have
   */
  public BodyTooLargeException(long maxBytes) {
    super("A body is longer than " + maxBytes + " bytes");
    this.maxBytes = maxBytes;
  }

  /** Returns the answer to the client: 413. */
  @Override
  public Problem problem() {
    return Problem.of(
        HttpStatus.CONTENT_TOO_LARGE,
        "too-large",
        String.format(Locale.ROOT, "The body is too large. At most %d bytes are read.", maxBytes));
  }
}
