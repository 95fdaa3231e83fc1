package dev.residual.evaluation;

import java.util.List;

/**
 * Computes the expected calibration error (Guo et al., 2017, "On Calibration of Modern Neural
 * Networks", formula 3). Images are sorted into 15 bins of equal width by their confidence, which
 * is the probability of the most likely label. The error is the mean over the bins of the gap
 * between mean confidence and accuracy, weighted by the number of images.
 */
final class CalibrationError {

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
    return of(Reliability.bins(logits, labels, temperature), logits.length);
  }

  private static double of(List<Reliability.Bin> bins, int images) {
    double sum = 0;
    for (Reliability.Bin bin : bins) {
      if (bin.confidence() != null && bin.accuracy() != null) {
        sum += bin.images() * Math.abs(bin.confidence() - bin.accuracy());
      }
    }
    return sum / images;
  }
}
