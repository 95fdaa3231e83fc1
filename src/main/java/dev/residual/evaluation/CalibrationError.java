package dev.residual.evaluation;

import dev.residual.model.Logits;

/**
 * Computes the expected calibration error (Guo et al., 2017, "On Calibration of Modern Neural
 * Networks", formula 3). Images are sorted into 15 bins of equal width by their confidence, which
 * is the probability of the most likely label. The error is the mean over the bins of the gap
 * between mean confidence and accuracy, weighted by the number of images.
 */
final class CalibrationError {

  private static final int BINS = 15;

  private CalibrationError() {}

  /**
   * Returns the expected calibration error.
   *
   * @param logits (n, classes), finite
   * @param labels (n), class indices
   * @param temperature divisor of the logits, above 0
   * @return 0 to 1
   */
  static double of(float[][] logits, int[] labels, double temperature) {
    double[] gaps = new double[BINS]; // sums of confidence minus hits
    for (int i = 0; i < logits.length; i++) {
      int prediction = Logits.argmax(logits[i]);
      double confidence = Logits.softmax(logits[i], temperature)[prediction];
      gaps[bin(confidence)] += confidence - (prediction == labels[i] ? 1 : 0);
    }
    double sum = 0;
    for (double gap : gaps) {
      sum += Math.abs(gap);
    }
    return sum / logits.length;
  }

  /** Returns the bin of a confidence. One on a border belongs to the bin below, as in the paper. */
  private static int bin(double confidence) {
    return Math.max(0, (int) Math.ceil(confidence * BINS) - 1);
  }
}
