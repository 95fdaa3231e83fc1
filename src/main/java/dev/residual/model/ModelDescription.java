package dev.residual.model;

import static java.util.Objects.requireNonNull;

import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.residual.image.Framing;
import dev.residual.image.ImageFormat;
import dev.residual.image.Normalization;
import dev.residual.model.provenance.Provenance;
import dev.residual.nn.Architecture;
import dev.residual.preprocessing.Preprocessing;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a network is, and how it was trained or where its weights are from. It is enough to build
 * the network and to prepare images for it.
 *
 * @param preprocessing what is done to an image before the network sees it
 * @param labels names of the classes, by index; none for a backbone, which has no classifier
 * @param dataset null if the weights are from elsewhere
 * @param digests SHA-256 of the data set's files, by file name
 * @param recipe settings of the training, as plain names and numbers
 * @param seed null if the weights are from elsewhere
 * @param precision {@code fp32} or {@code bf16}
 * @param steps count of the weight updates; fewer than the recipe has if the training was stopped
 *     early; null in models of the first version
 * @param versions versions of the libraries that trained it
 * @param test null if the weights are from elsewhere
 * @param calibration null in models of earlier versions, if logits were not finite, and if the
 *     weights are from elsewhere
 * @param origin where the weights are from; null if they were trained here
 * @param provenance how it was trained; null in models of earlier versions, and if the weights are
 *     from elsewhere
 */
public record ModelDescription(
    Architecture architecture,
    Preprocessing preprocessing,
    List<String> labels,
    @Nullable String dataset,
    Map<String, String> digests,
    Map<String, Object> recipe,
    @Nullable Long seed,
    String device,
    String precision,
    @Nullable Long steps,
    Map<String, String> versions,
    @Nullable TestResult test,
    @Nullable Calibration calibration,
    @Nullable Origin origin,
    @Nullable Provenance provenance) {

  private static final String CPU = "cpu";
  private static final String FP32 = "fp32";

  /**
   * Where weights are from that were not trained here, as their sender says.
   *
   * @param name what the sender calls the model
   * @param licence the licence of the weights
   * @param source where the sender has them from
   * @param sha256 SHA-256 of the file that was sent
   * @param largestDifference the largest difference of a logit from those that the sender has
   *     computed; null if it sent none
   */
  @Schema(name = "ModelOrigin", description = "Where the weights are from, as their sender says")
  public record Origin(
      @Nullable String name,
      @Nullable String licence,
      @Nullable String source,
      @Schema(description = "SHA-256 of the file that was sent") String sha256,
      @Schema(
              description =
                  "The largest difference of a logit from those that the sender has computed; null"
                      + " if it sent none")
          @Nullable Double largestDifference) {

    /** Returns the same with the result of a comparison with the sender's logits. */
    public Origin checked(double difference) {
      return new Origin(name, licence, source, sha256, difference);
    }
  }

  /** Describes a network that was trained here. */
  public ModelDescription(
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
      @Nullable Calibration calibration,
      @Nullable Provenance provenance) {
    this(
        architecture,
        preprocessing,
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
        calibration,
        null,
        provenance);
  }

  /**
   * Describes a network whose weights are from elsewhere.
   *
   * @param labels names of the classes, or none for a backbone
   */
  public static ModelDescription imported(
      Architecture architecture, Preprocessing preprocessing, List<String> labels, Origin origin) {
    return new ModelDescription(
        architecture,
        preprocessing,
        labels,
        null,
        Map.of(),
        Map.of(),
        null,
        CPU,
        FP32,
        null,
        Map.of(),
        null,
        null,
        origin,
        null);
  }

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
      @Nullable String dataset,
      Map<String, String> digests,
      Map<String, Object> recipe,
      @Nullable Long seed,
      String device,
      String precision,
      @Nullable Long steps,
      Map<String, String> versions,
      @Nullable TestResult test,
      @Nullable Calibration calibration,
      @Nullable Origin origin,
      @Nullable Provenance provenance) {
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
        calibration,
        origin,
        provenance);
  }

  /**
   * Returns the same with the result of a comparison with the logits of the sender of the weights.
   */
  public ModelDescription checked(double difference) {
    return new ModelDescription(
        architecture,
        preprocessing,
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
        calibration,
        requireNonNull(origin, "origin").checked(difference),
        provenance);
  }

  /** Returns whether the network has no classifier. Others can be trained from it. */
  @JsonIgnore
  public boolean isBackbone() {
    return labels.isEmpty();
  }

  /** Returns the format of pixels that come without an image file. */
  public ImageFormat imageFormat() {
    return preprocessing.inputFormat();
  }

  /**
   * Returns the shape of one image as the network takes it, (1, channels, size, size). A network of
   * colors has 3 channels here, also if its images are gray.
   */
  public Shape input() {
    return new Shape(
        1, preprocessing.networkChannels(), preprocessing.imageSize(), preprocessing.imageSize());
  }
}
