package dev.residual.model;

import dev.residual.storage.ArtifactException;

/** What a model has to pass on this node before a name leads to it. */
public interface ModelWarmup {

  /**
   * Loads a model, warms it up, and lets it answer what it answered when it was trained. It is then
   * ready for requests.
   *
   * @throws ArtifactException if its weights are gone or damaged, or its answers are others
   */
  void pass(RegisteredModel model);
}
