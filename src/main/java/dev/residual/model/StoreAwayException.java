package dev.residual.model;

/** The store of artifacts does not answer; what it holds may be as good as ever. */
public class StoreAwayException extends ArtifactException {

  StoreAwayException(String message, Throwable cause) {
    super(message, cause);
  }
}
