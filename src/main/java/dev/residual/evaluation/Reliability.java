package dev.residual.evaluation;

import dev.residual.model.Calibration;
import dev.residual.model.Logits;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A reliability diagram: how often the network is right, by the confidence that it has (Guo et al.,
 * 2017, "On Calibration of Modern Neural Networks", figure 1).
 *
 * @param calibration the temperature, and the calibration error without and with it
 * @param before the bins without the temperature
 * @param after the bins with it
 */
@Schema(description = "How often the model is right, by the confidence that it has")
public record Reliability(
    Calibration calibration,
    @Schema(description = "15 bins of equal width, without the temperature") List<Bin> before,
    @Schema(description = "The same with the temperature") List<Bin> after) {

  static final int BINS = 15;

  /**
   * The images whose confidence, which is the probability of their most likely label, is above
   * {@code from} and at most {@code to}. One on a border belongs to the bin below, as in the paper.
   *
   * @param confidence the mean of their confidences; null without images
   * @param accuracy the share of them that is classified correctly; null without images
   */
  @Schema(name = "ReliabilityBin")
  public record Bin(
      double from,
      double to,
      int images,
      @Schema(description = "Mean confidence, 0 to 1; null without images")
          @Nullable Double confidence,
      @Schema(description = "Share that is classified correctly, 0 to 1; null without images")
          @Nullable Double accuracy) {}

  /**
   * Sorts images into bins.
   *
   * @param logits (n, classes), finite
   * @param labels (n), class indices
   * @param temperature divisor of the logits, above 0
   */
  static List<Bin> bins(float[][] logits, int[] labels, double temperature) {
    int[] images = new int[BINS];
    int[] hits = new int[BINS];
    double[] confidences = new double[BINS];
    for (int i = 0; i < logits.length; i++) {
      int prediction = Logits.argmax(logits[i]);
      double confidence = Logits.softmax(logits[i], temperature)[prediction];
      int bin = Math.max(0, (int) Math.ceil(confidence * BINS) - 1);
      images[bin]++;
      hits[bin] += prediction == labels[i] ? 1 : 0;
      confidences[bin] += confidence;
    }
    List<Bin> bins = new ArrayList<>();
    for (int bin = 0; bin < BINS; bin++) {
      double count = images[bin];
      bins.add(
          new Bin(
              (double) bin / BINS,
              (double) (bin + 1) / BINS,
              images[bin],
              count == 0 ? null : Double.valueOf(confidences[bin] / count),
              count == 0 ? null : Double.valueOf(hits[bin] / count)));
    }
    return bins;
  }

  static Reliability of(float[][] logits, int[] labels, Calibration calibration) {
    return new Reliability(
        calibration, bins(logits, labels, 1), bins(logits, labels, calibration.temperature()));
  }
}
