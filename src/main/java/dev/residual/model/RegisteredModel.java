package dev.residual.model;

import dev.residual.image.Framing;
import dev.residual.image.ImageFormat;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A model that can be served.
 *
 * @param architecture name of a preset such as {@code resnet18}, or {@code custom}
 * @param testTop1 share of the test images classified correctly, 0 to 1
 */
public record RegisteredModel(UUID id, String architecture, double testTop1, StoredModel stored) {

  /** Returns the format of the images that it takes. */
  public ImageFormat imageFormat() {
    return stored.manifest().description().imageFormat();
  }

  /** Returns how the images that it was trained on show their content, or null if it is unknown. */
  public @Nullable Framing framing() {
    return stored.manifest().description().framing();
  }

  /** Returns the calibration, or null for models of earlier versions. */
  public @Nullable Calibration calibration() {
    return stored.manifest().description().calibration();
  }
}
