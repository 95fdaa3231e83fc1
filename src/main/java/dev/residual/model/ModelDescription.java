package dev.residual.model;

import ai.djl.ndarray.types.Shape;
import dev.residual.image.ImageFormat;
import dev.residual.image.Normalization;
import dev.residual.nn.Architecture;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a trained network is and where it comes from; enough to build it and to feed it an image.
 *
 * @param imageFormat of the images that it was trained on, and takes
 * @param imageSize height and width in pixels to which images are brought
 * @param normalization of as many channels as the format has
 * @param labels names of the classes, by index
 * @param digests of the data set's files, SHA-256 by file name
 * @param recipe how it was trained, as plain names and numbers
 * @param precision {@code fp32} or {@code bf16}
 * @param steps how often the weights were changed; fewer than the recipe has if it was ended early;
 *     null in models of the first version
 * @param versions of the libraries that trained it
 * @param calibration null in models of earlier versions, and where logits were no finite numbers
 */
public record ModelDescription(
    Architecture architecture,
    ImageFormat imageFormat,
    int imageSize,
    Normalization normalization,
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
   * @throws IllegalArgumentException if format and normalization have other numbers of channels
   */
  public ModelDescription {
    // A later version may leave out what this one knows; its manifests are shown, but not served.
    if (imageFormat != null && normalization != null) {
      normalization.requireFor(imageFormat);
    }
  }

  /** Returns the shape of one image as the network takes it, (1, channels, size, size). */
  public Shape input() {
    return new Shape(1, imageFormat.channels(), imageSize, imageSize);
  }
}
