package dev.residual.web;

import java.io.IOException;
import org.springframework.http.HttpStatus;

/** Thrown while a compressed body is read that cannot be decompressed. */
public class CorruptEncodingException extends RefusedBodyException {

  private final String encoding;

  /**
   * @param encoding the body's {@code Content-Encoding}
   */
  public CorruptEncodingException(String encoding, IOException cause) {
    super("A body is not valid " + encoding);
    this.encoding = encoding;
    initCause(cause);
  }

  /** Returns the answer to the client: 400. */
  @Override
  public Problem problem() {
    return Problem.of(
        HttpStatus.BAD_REQUEST,
        "malformed-body",
        "The body is not what its Content-Encoding says: it is corrupt or truncated %s."
            .formatted(encoding));
  }
}
