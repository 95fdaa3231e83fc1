package dev.residual.storage;

/**
 * Thrown when the artifact store does not answer, or an artifact cannot be read at the moment. The
 * artifacts themselves may be intact.
 */
public class StorageUnavailableException extends ArtifactException {

  public StorageUnavailableException(String message) {
    super(message);
  }

  public StorageUnavailableException(String message, Throwable cause) {
    super(message, cause);
  }
}
