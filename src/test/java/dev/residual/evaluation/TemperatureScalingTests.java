package dev.residual.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.residual.model.Calibration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TemperatureScalingTests {

  private static final int CLASSES = 5;

  @ParameterizedTest
  @ValueSource(doubles = {4, 1.5, 1, 0.5, 0.2})
  void temperatureUndoesTheScaleOfTheLogits(double factor) {
    Evaluation calibrated = calibrated(10_000);
    float[][] logits = times(calibrated.logits(), factor);

    double temperature = TemperatureScaling.temperature(logits, calibrated.labels());

    assertThat(temperature / factor).isCloseTo(1, within(0.05));
  }

  @Test
  void temperatureMinimizesCrossEntropy() {
    Evaluation calibrated = calibrated(500);
    float[][] logits = times(calibrated.logits(), 3);

    double temperature = TemperatureScaling.temperature(logits, calibrated.labels());

    double least = crossEntropy(logits, calibrated.labels(), temperature);
    assertThat(crossEntropy(logits, calibrated.labels(), temperature * 1.001)).isGreaterThan(least);
    assertThat(crossEntropy(logits, calibrated.labels(), temperature / 1.001)).isGreaterThan(least);
  }

  @Test
  void calibrationReducesTheErrorOfAnOverconfidentNetwork() {
    Evaluation calibrated = calibrated(10_000);
    Evaluation overconfident =
        new Evaluation(calibrated.metrics(), times(calibrated.logits(), 4), calibrated.labels());

    Calibration calibration = TemperatureScaling.calibration(overconfident, "test", overconfident);

    assertThat(calibration.fittedOn()).isEqualTo("test");
    assertThat(calibration.errorBefore()).isGreaterThan(0.1);
    assertThat(calibration.errorAfter()).isLessThan(0.03);
  }

  @Test
  void correctNetworkGetsTheLowestTemperature() {
    float[][] logits = {{50, 0, 0}, {0, 0, 9}};

    assertThat(TemperatureScaling.temperature(logits, new int[] {0, 2}))
        .isEqualTo(TemperatureScaling.MIN_TEMPERATURE);
  }

  @Test
  void wrongNetworkGetsTheHighestTemperature() {
    float[][] logits = {{50, 0, 0}, {0, 0, 9}};

    assertThat(TemperatureScaling.temperature(logits, new int[] {1, 0}))
        .isEqualTo(TemperatureScaling.MAX_TEMPERATURE);
  }

  @Test
  void temperatureIsOneWhereItMakesNoDifference() {
    assertThat(TemperatureScaling.temperature(new float[][] {{3}, {-7}}, new int[] {0, 0}))
        .as("one class")
        .isEqualTo(1);
    assertThat(TemperatureScaling.temperature(new float[][] {{0.1f, 0.1f, 0.1f}}, new int[] {2}))
        .as("equal logits")
        .isEqualTo(1);
    assertThat(TemperatureScaling.temperature(new float[][] {{5000, 0}}, new int[] {0}))
        .as("full confidence")
        .isEqualTo(1);
  }

  @Test
  void largestLogitsGiveFiniteErrors() {
    float max = Float.MAX_VALUE;
    Evaluation extreme =
        new Evaluation(
            Metrics.NONE, new float[][] {{max, -max, 0}, {max, max, -max}}, new int[] {1, 0});

    Calibration calibration = TemperatureScaling.calibration(extreme, "test", extreme);

    assertThat(calibration)
        .isEqualTo(new Calibration(TemperatureScaling.MAX_TEMPERATURE, "test", 0.75, 0.75));
  }

  @ParameterizedTest
  @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
  void nonFiniteLogitsHaveNoCalibration(float logit) {
    Evaluation good = new Evaluation(Metrics.NONE, new float[][] {{1, 2}}, new int[] {0});
    Evaluation bad = new Evaluation(Metrics.NONE, new float[][] {{1, logit}}, new int[] {0});

    assertThat(TemperatureScaling.calibration(bad, "held-out", good)).isNull();
    assertThat(TemperatureScaling.calibration(good, "held-out", bad)).isNull();
  }

  /** Returns random logits with labels that are drawn with the probabilities of their softmax. */
  private static Evaluation calibrated(int images) {
    Random random = new Random(7);
    float[][] logits = new float[images][CLASSES];
    int[] labels = new int[images];
    for (int i = 0; i < images; i++) {
      double sum = 0;
      for (int j = 0; j < CLASSES; j++) {
        logits[i][j] = (float) (1.5 * random.nextGaussian());
        sum += Math.exp(logits[i][j]);
      }
      double left = sum * random.nextDouble() - Math.exp(logits[i][0]);
      while (left > 0 && labels[i] < CLASSES - 1) {
        left -= Math.exp(logits[i][++labels[i]]);
      }
    }
    return new Evaluation(Metrics.NONE, logits, labels);
  }

  private static float[][] times(float[][] logits, double factor) {
    float[][] product = new float[logits.length][CLASSES];
    for (int i = 0; i < logits.length; i++) {
      for (int j = 0; j < CLASSES; j++) {
        product[i][j] = (float) (logits[i][j] * factor);
      }
    }
    return product;
  }

  private static double crossEntropy(float[][] logits, int[] labels, double temperature) {
    double sum = 0;
    for (int i = 0; i < logits.length; i++) {
      double weights = 0;
      for (float logit : logits[i]) {
        weights += Math.exp(logit / temperature);
      }
      sum += Math.log(weights) - logits[i][labels[i]] / temperature;
    }
    return sum / logits.length;
  }
}
