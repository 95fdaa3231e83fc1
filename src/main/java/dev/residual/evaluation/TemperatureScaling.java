package dev.residual.evaluation;

import dev.residual.model.Calibration;
import dev.residual.model.Logits;
import org.jspecify.annotations.Nullable;

/**
 * Makes a network as sure as it is right: its logits are divided by one temperature, which leaves
 * the order of the labels as it is (Guo et al., 2017, "On Calibration of Modern Neural Networks",
 * section 4.2).
 */
public final class TemperatureScaling {

  static final double COLDEST = 0.05;
  static final double HOTTEST = 20;

  /** Of the temperature's logarithm. */
  private static final double TOLERANCE = 1e-9;

  private TemperatureScaling() {}

  /**
   * @param fitted by whose logits the temperature is chosen
   * @param fittedOn {@code held-out} or {@code test}
   * @param test on which the errors are measured
   * @return null if a logit is no finite number, for which no temperature helps
   */
  public static @Nullable Calibration calibration(
      Evaluation fitted, String fittedOn, Evaluation test) {
    if (!areFinite(fitted.logits()) || !areFinite(test.logits())) {
      return null;
    }
    double temperature = temperature(fitted.logits(), fitted.labels());
    return new Calibration(
        temperature,
        fittedOn,
        CalibrationError.of(test.logits(), test.labels(), 1),
        CalibrationError.of(test.logits(), test.labels(), temperature));
  }

  /**
   * The T with the least mean cross-entropy of softmax(logits / T), {@value #COLDEST} to {@value
   * #HOTTEST}; 1 where no temperature makes a difference.
   *
   * <p>The cross-entropy is convex in 1/T, so its slope passes zero once at most, and halving an
   * interval finds where.
   *
   * @param logits (n, classes), finite
   * @param labels (n), class indices
   */
  static double temperature(float[][] logits, int[] labels) {
    if (slope(logits, labels, 1) == 0) {
      return 1;
    }
    if (slope(logits, labels, COLDEST) <= 0) {
      return COLDEST;
    }
    if (slope(logits, labels, HOTTEST) >= 0) {
      return HOTTEST;
    }
    double low = StrictMath.log(COLDEST);
    double high = StrictMath.log(HOTTEST);
    while (high - low > TOLERANCE) {
      double middle = (low + high) / 2;
      if (slope(logits, labels, StrictMath.exp(middle)) > 0) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return StrictMath.exp((low + high) / 2);
  }

  /** The cross-entropy's derivative by 1/T: the mean of sum(p z) - z[label], p = softmax(z/T). */
  private static double slope(float[][] logits, int[] labels, double temperature) {
    double sum = 0;
    for (int i = 0; i < logits.length; i++) {
      sum += slope(logits[i], labels[i], temperature);
    }
    return sum / logits.length;
  }

  private static double slope(float[] logits, int label, double temperature) {
    double largest = Logits.max(logits);
    double[] probabilities = Logits.softmax(logits, temperature);
    double mean = 0;
    for (int i = 0; i < logits.length; i++) {
      mean += probabilities[i] * (logits[i] - largest);
    }
    return mean - (logits[label] - largest);
  }

  private static boolean areFinite(float[][] logits) {
    for (float[] row : logits) {
      for (float logit : row) {
        if (!Float.isFinite(logit)) {
          return false;
        }
      }
    }
    return true;
  }
}
