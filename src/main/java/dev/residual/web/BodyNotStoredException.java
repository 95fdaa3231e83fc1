package dev.residual.web;

import java.io.IOException;
import org.springframework.http.HttpStatus;

/**
 * Thrown when a body cannot be kept in the folder for uploads, for example because the disk is
 * full.
 */
public class BodyNotStoredException extends RefusedBodyException {

  public BodyNotStoredException(IOException cause) {
    super("A body could not be stored: " + cause);
    initCause(cause);
  }

  /** Returns the answer to the client: 503. */
  @Override
  public Problem problem() {
    return Problem.of(
        HttpStatus.SERVICE_UNAVAILABLE,
        "storage-unavailable",
        "The upload could not be stored: the folder of spring.servlet.multipart.location, by default"
            + " that of temporary files, is full or cannot be used. The log says why. Free space or"
            + " name another folder, and send the request again.");
  }
}
