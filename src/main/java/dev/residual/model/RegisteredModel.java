package dev.residual.model;

import dev.residual.image.ImageFormat;
import dev.residual.preprocessing.Preprocessing;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A model that can be served.
 *
 * @param architecture name of a preset such as {@code resnet18}, or {@code custom}
 * @param testTop1 share of the test images classified correctly, 0 to 1; null if it was not tested
 */
public record RegisteredModel(
    UUID id, String architecture, @Nullable Double testTop1, StoredModel stored) {

  /** Returns what is done to an image before the network sees it. */
  public Preprocessing preprocessing() {
    return stored.manifest().description().preprocessing();
  }

  /** Returns the format of pixels that come without an image file. */
  public ImageFormat imageFormat() {
    return preprocessing().inputFormat();
  }

  /** Returns the calibration, or null for models of earlier versions. */
  public @Nullable Calibration calibration() {
    return stored.manifest().description().calibration();
  }
}
