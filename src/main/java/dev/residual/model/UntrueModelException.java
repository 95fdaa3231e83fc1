package dev.residual.model;

import dev.residual.storage.ArtifactException;

/** A model answers otherwise than it did when it was trained. */
public class UntrueModelException extends ArtifactException {

  public UntrueModelException(String message) {
    super(message);
  }
}
