package dev.residual.model;

import ai.djl.ndarray.types.Shape;
import dev.residual.image.Framing;
import dev.residual.image.ImageFormat;
import dev.residual.image.Normalization;
import dev.residual.nn.Architecture;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a trained network is and how it was trained. It is enough to build the network and to
 * prepare images for it.
 *
 * @param imageFormat format of the images that it was trained on and that it takes
 * @param imageSize height and width in pixels to which images are scaled
 * @param normalization mean and scale of each channel of the format
 * @param framing how the images that it was trained on show their content; null if they have no
 *     even background, and in models of earlier versions
 * @param labels names of the classes, by index
 * @param digests SHA-256 of the data set's files, by file name
 * @param recipe settings of the training, as plain names and numbers
 * @param precision {@code fp32} or {@code bf16}
 * @param steps count of the weight updates; fewer than the recipe has if the training was stopped
 *     early; null in models of the first version
 * @param versions versions of the libraries that trained it
 * @param calibration null in models of earlier versions, and if logits were not finite
 */
public record ModelDescription(
    Architecture architecture,
    ImageFormat imageFormat,
    int imageSize,
    Normalization normalization,
    @Nullable Framing framing,
    List<String> labels,
    String dataset,
    Map<String, String> digests,
    Map<String, Object> recipe,
    long seed,
    String device,
    String precision,
    @Nullable Long steps,
    Map<String, String> versions,
    TestResult test,
    @Nullable Calibration calibration) {

  /**
   * Checks the description.
   *
   * @throws IllegalArgumentException if format and normalization differ in their number of channels
   */
  public ModelDescription {
    // A later version may omit these fields; its models are listed, but not served.
    if (imageFormat != null && normalization != null) {
      normalization.requireFor(imageFormat);
    }
  }

  /** Returns the shape of one image as the network takes it, (1, channels, size, size). */
  public Shape input() {
    return new Shape(1, imageFormat.channels(), imageSize, imageSize);
  }
}
