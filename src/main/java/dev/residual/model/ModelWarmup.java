package dev.residual.model;

import dev.residual.storage.ArtifactException;
import dev.residual.web.Problem;
import java.util.UUID;

/** Loads and verifies a model on this node before an alias is assigned to it, and frees it. */
public interface ModelWarmup {

  /**
   * Loads a model, warms it up and verifies it. It is then ready for requests.
   *
   * @throws ArtifactException if its weights are missing or damaged, or its outputs differ from
   *     those recorded when it was trained
   * @throws Problem 503 if loading takes too long, and then continues in the background, or if
   *     there is too little memory
   */
  void warmUp(RegisteredModel model);

  /**
   * Frees the memory of a deleted model after its last use. If it is being loaded, loading is
   * cancelled, and requests that wait for it fail with a {@link ModelNotFoundException}.
   */
  void remove(UUID id);
}
