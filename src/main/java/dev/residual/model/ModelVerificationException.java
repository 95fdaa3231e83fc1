package dev.residual.model;

import dev.residual.storage.ArtifactException;

/** A model answers otherwise than it did when it was trained. */
public class ModelVerificationException extends ArtifactException {

  public ModelVerificationException(String message) {
    super(message);
  }
}
