package dev.residual.storage;

/** Thrown if an artifact cannot be written, for example because the disk is full. */
public class ArtifactNotWrittenException extends ArtifactException {

  ArtifactNotWrittenException(String message, Throwable cause) {
    super(message, cause);
  }
}
