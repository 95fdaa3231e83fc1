package dev.residual.model;

import dev.residual.storage.ArtifactException;

/** A model does not reproduce the outputs recorded when it was trained. */
public class ModelVerificationException extends ArtifactException {

  public ModelVerificationException(String message) {
    super(message);
  }
}
