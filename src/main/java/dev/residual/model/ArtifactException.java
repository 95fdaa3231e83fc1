package dev.residual.model;

/** Something in the store could not be written, or is not what was written. */
public class ArtifactException extends RuntimeException {

  ArtifactException(String message) {
    super(message);
  }

  ArtifactException(String message, Throwable cause) {
    super(message, cause);
  }
}
