package dev.residual.evaluation;

import dev.residual.model.Logits;

/**
 * Expected calibration error: images are sorted into 15 bins of equal width by their confidence,
 * the probability of the likeliest label; of each bin the gap between mean confidence and share of
 * right labels is taken, and of these the mean, weighted by images (Guo et al., 2017, "On
 * Calibration of Modern Neural Networks", formula 3).
 */
final class CalibrationError {

  private static final int BINS = 15;

  private CalibrationError() {}

  /**
   * @param logits (n, classes), finite
   * @param labels (n), class indices
   * @param temperature by which logits are divided, above 0
   * @return 0 to 1
   */
  static double of(float[][] logits, int[] labels, double temperature) {
    double[] surplus = new double[BINS]; // confidence above hits, summed
    for (int i = 0; i < logits.length; i++) {
      int prediction = Logits.argmax(logits[i]);
      double confidence = Logits.softmax(logits[i], temperature)[prediction];
      surplus[bin(confidence)] += confidence - (prediction == labels[i] ? 1 : 0);
    }
    double sum = 0;
    for (double each : surplus) {
      sum += Math.abs(each);
    }
    return sum / logits.length;
  }

  /** A confidence on a border belongs to the bin below, as in the paper. */
  private static int bin(double confidence) {
    return Math.max(0, (int) Math.ceil(confidence * BINS) - 1);
  }
}
