package dev.residual.feedback.drift;

import io.swagger.v3.oas.annotations.media.Schema;

/**
 * How much the confidences of some predictions differ from those of the test set, by the two-sample
 * test of Kolmogorov and Smirnov.
 *
 * @param statistic the largest difference of the two distribution functions, 0 to 1
 * @param pValue how likely such a difference is by chance, 0 to 1, by the asymptotic distribution
 *     with the correction of Stephens (1970, "Use of the Kolmogorov-Smirnov, Cramer-Von Mises and
 *     Related Statistics Without Extensive Tables")
 * @param drift whether there is a difference of importance
 */
@Schema(
    name = "ConfidenceDrift",
    description = "How the confidences differ from the test set's (Kolmogorov-Smirnov)")
record ConfidenceDrift(
    @Schema(
            description = "Largest difference of the distributions; below 0.1 counts as stable",
            example = "0.04")
        double statistic,
    @Schema(description = "0 to 1", example = "0.31") double pValue,
    @Schema(description = "Whether statistic is at least 0.1 and pValue below significance")
        boolean drift) {

  static final double MIN_STATISTIC = 0.1;

  private static final int MAX_TERMS = 100;

  /**
   * Compares confidences.
   *
   * @param live in ascending order, not empty
   * @param test in ascending order, not empty
   * @param significance the bound of the p-value
   */
  static ConfidenceDrift of(float[] live, float[] test, double significance) {
    double statistic = statistic(live, test);
    double n = (double) live.length * test.length / (live.length + test.length);
    double p = pValue((Math.sqrt(n) + 0.12 + 0.11 / Math.sqrt(n)) * statistic);
    return new ConfidenceDrift(statistic, p, statistic >= MIN_STATISTIC && p < significance);
  }

  private static double statistic(float[] live, float[] test) {
    double largest = 0;
    int i = 0;
    int j = 0;
    while (i < live.length && j < test.length) {
      float value = Math.min(live[i], test[j]);
      while (i < live.length && live[i] == value) {
        i++;
      }
      while (j < test.length && test[j] == value) {
        j++;
      }
      largest = Math.max(largest, Math.abs((double) i / live.length - (double) j / test.length));
    }
    return largest;
  }

  /** Returns the sum 2 (-1)^(k-1) exp(-2 k^2 x^2) over k. */
  static double pValue(double x) {
    if (x < 0.2) {
      return 1; // the sum converges slowly; it is above 1 - 1e-12
    }
    double sum = 0;
    for (int k = 1; k <= MAX_TERMS; k++) {
      double term = Math.exp(-2.0 * k * k * x * x);
      sum += k % 2 == 1 ? term : -term;
      if (term < 1e-17) {
        break;
      }
    }
    return Math.max(0, Math.min(1, 2 * sum));
  }
}
