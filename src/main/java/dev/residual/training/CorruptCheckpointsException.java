package dev.residual.training;

import dev.residual.storage.ArtifactException;
import java.util.List;
import java.util.Locale;

/** Is thrown when a training has checkpoints, but none from which it can be resumed. */
public class CorruptCheckpointsException extends ArtifactException {

  public CorruptCheckpointsException(String key, List<String> reasons) {
    super(
        String.format(
            Locale.ROOT, "No checkpoint of %s is intact: %s", key, String.join("; ", reasons)));
  }

  @Override
  public String code() {
    return "corrupt-checkpoints";
  }
}
