package dev.residual.storage;

import dev.residual.CodedException;

/** Thrown when an artifact cannot be written, is missing or is damaged. */
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
