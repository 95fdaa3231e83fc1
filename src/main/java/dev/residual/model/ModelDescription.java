package dev.residual.model;

import static java.util.Objects.requireNonNull;

import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.annotation.JsonCreator;
import dev.residual.image.Framing;
import dev.residual.image.ImageFormat;
import dev.residual.image.Normalization;
import dev.residual.nn.Architecture;
import dev.residual.preprocessing.Preprocessing;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a trained network is and how it was trained. It is enough to build the network and to
 * prepare images for it.
 *
 * @param preprocessing what is done to an image before the network sees it
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
    Preprocessing preprocessing,
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
   * Reads a description.
   *
   * @param preprocessing null in manifests of format 1, which have the next four instead
   */
  @JsonCreator
  static ModelDescription of(
      Architecture architecture,
      @Nullable Preprocessing preprocessing,
      @Nullable ImageFormat imageFormat,
      @Nullable Integer imageSize,
      @Nullable Normalization normalization,
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
    return new ModelDescription(
        architecture,
        preprocessing == null
            ? Preprocessing.exact(
                requireNonNull(imageFormat, "imageFormat"),
                requireNonNull(imageSize, "imageSize"),
                requireNonNull(normalization, "normalization"),
                framing)
            : preprocessing,
        labels,
        dataset,
        digests,
        recipe,
        seed,
        device,
        precision,
        steps,
        versions,
        test,
        calibration);
  }

  /** Returns the format of pixels that come without an image file. */
  public ImageFormat imageFormat() {
    return preprocessing.inputFormat();
  }

  /** Returns the shape of one image as the network takes it, (1, channels, size, size). */
  public Shape input() {
    return new Shape(
        1, preprocessing.channels(), preprocessing.imageSize(), preprocessing.imageSize());
  }
}
