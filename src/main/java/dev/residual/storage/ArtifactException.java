package dev.residual.storage;

import dev.residual.CodedException;

/** Something in the store could not be written, or is not what was written. */
public class ArtifactException extends RuntimeException implements CodedException {

  public ArtifactException(String message) {
    super(message);
  }

  public ArtifactException(String message, Throwable cause) {
    super(message, cause);
  }

  @Override
  public String code() {
    return "storage";
  }
}
