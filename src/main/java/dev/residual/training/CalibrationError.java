package dev.residual.training;

/**
 * Expected calibration error: pictures are sorted into 15 bins of equal width by their confidence,
 * the probability of the likeliest label; of each bin the gap between mean confidence and share of
 * right labels is taken, and of these the mean, weighted by pictures (Guo et al., 2017, "On
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
      double highest = TemperatureScaling.highest(logits[i]);
      double confidence = confidence(logits[i], highest, temperature);
      surplus[bin(confidence)] += confidence - (likeliest(logits[i]) == labels[i] ? 1 : 0);
    }
    double sum = 0;
    for (double each : surplus) {
      sum += Math.abs(each);
    }
    return sum / logits.length;
  }

  private static double confidence(float[] logits, double highest, double temperature) {
    double weights = 0;
    for (float logit : logits) {
      weights += StrictMath.exp((logit - highest) / temperature);
    }
    return 1 / weights;
  }

  /** A confidence on a border belongs to the bin below, as in the paper. */
  private static int bin(double confidence) {
    return Math.max(0, (int) Math.ceil(confidence * BINS) - 1);
  }

  /** The first of those that are equal. */
  private static int likeliest(float[] logits) {
    int likeliest = 0;
    for (int i = 1; i < logits.length; i++) {
      if (logits[i] > logits[likeliest]) {
        likeliest = i;
      }
    }
    return likeliest;
  }
}
