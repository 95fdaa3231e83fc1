package dev.residual.evaluation;

import dev.residual.model.Calibration;
import dev.residual.model.Logits;
import org.jspecify.annotations.Nullable;

/**
 * Calibrates a network by dividing its logits by one temperature, so that its confidence matches
 * its accuracy. This does not change the order of the labels (Guo et al., 2017, "On Calibration of
 * Modern Neural Networks", section 4.2).
 */
public final class TemperatureScaling {

  static final double MIN_TEMPERATURE = 0.05;
  static final double MAX_TEMPERATURE = 20;

  /** The largest error of the temperature's logarithm. */
  private static final double TOLERANCE = 1e-9;

  private TemperatureScaling() {}

  /**
   * Fits the temperature and measures the calibration error without and with it.
   *
   * @param fitted the evaluation on whose logits the temperature is fitted
   * @param fittedOn {@code held-out} or {@code test}
   * @param test the evaluation on which the errors are measured
   * @return null if a logit is not finite, because no temperature helps then
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
   * Measures the calibration error of a temperature that is known already.
   *
   * @param known the temperature, and what it was fitted on
   * @param test the evaluation on which the errors are measured
   * @return null if a logit is not finite
   */
  static @Nullable Calibration measured(Calibration known, Evaluation test) {
    return areFinite(test.logits())
        ? new Calibration(
            known.temperature(),
            known.fittedOn(),
            CalibrationError.of(test.logits(), test.labels(), 1),
            CalibrationError.of(test.logits(), test.labels(), known.temperature()))
        : null;
  }

  /**
   * Returns the T with the least mean cross-entropy of softmax(logits / T), {@value
   * #MIN_TEMPERATURE} to {@value #MAX_TEMPERATURE}; 1 if the temperature makes no difference.
   *
   * <p>The cross-entropy is convex in 1/T, so its slope has at most one zero, which bisection
   * finds.
   *
   * @param logits (n, classes), finite
   * @param labels (n), class indices
   */
  static double temperature(float[][] logits, int[] labels) {
    if (slope(logits, labels, 1) == 0) {
      return 1;
    }
    if (slope(logits, labels, MIN_TEMPERATURE) <= 0) {
      return MIN_TEMPERATURE;
    }
    if (slope(logits, labels, MAX_TEMPERATURE) >= 0) {
      return MAX_TEMPERATURE;
    }
    double low = StrictMath.log(MIN_TEMPERATURE);
    double high = StrictMath.log(MAX_TEMPERATURE);
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

  /**
   * Returns the derivative of the cross-entropy with respect to 1/T: the mean of sum(p z) -
   * z[label], where p = softmax(z/T).
   */
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
