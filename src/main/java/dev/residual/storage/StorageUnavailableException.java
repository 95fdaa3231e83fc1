package dev.residual.storage;

/** Thrown when the artifact store does not answer. The artifacts themselves may be fine. */
public class StorageUnavailableException extends ArtifactException {

  StorageUnavailableException(String message, Throwable cause) {
    super(message, cause);
  }
}
