package dev.residual.storage;

/** The store of artifacts does not answer; what it holds may be as good as ever. */
public class StorageUnavailableException extends ArtifactException {

  StorageUnavailableException(String message, Throwable cause) {
    super(message, cause);
  }
}
