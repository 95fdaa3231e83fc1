package dev.residual.model;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A model that can be served.
 *
 * @param architecture {@code resnet18}, or {@code custom}
 * @param testTop1 share of the test pictures named right, 0 to 1
 */
public record RegisteredModel(UUID id, String architecture, double testTop1, SavedModel saved) {

  /** Null in models of earlier versions. */
  public @Nullable Calibration calibration() {
    return saved.manifest().description().calibration();
  }
}
