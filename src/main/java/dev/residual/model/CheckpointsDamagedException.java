package dev.residual.model;

import java.util.List;

/** A training has checkpoints, but none that can be read. */
public class CheckpointsDamagedException extends RuntimeException {

  public CheckpointsDamagedException(String key, List<String> reasons) {
    super(
        "None of the checkpoints of %s can be read: %s".formatted(key, String.join("; ", reasons)));
  }
}
