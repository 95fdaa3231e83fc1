package dev.residual.model;

import dev.residual.storage.ArtifactException;
import java.util.List;

/** A training has checkpoints, and none of them can be gone on from. */
public class CheckpointsDamagedException extends ArtifactException {

  public CheckpointsDamagedException(String key, List<String> damages) {
    super("No checkpoint of %s is whole: %s".formatted(key, String.join("; ", damages)));
  }

  @Override
  public String code() {
    return "corrupt-checkpoints";
  }
}
