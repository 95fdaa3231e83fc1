package dev.residual.training;

import dev.residual.storage.ArtifactException;
import java.util.List;

/** A training has checkpoints, and none of them can be gone on from. */
public class CorruptCheckpointsException extends ArtifactException {

  public CorruptCheckpointsException(String key, List<String> damages) {
    super("No checkpoint of %s is whole: %s".formatted(key, String.join("; ", damages)));
  }

  @Override
  public String code() {
    return "corrupt-checkpoints";
  }
}
