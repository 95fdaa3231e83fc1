package dev.residual.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class CalibrationErrorTests {

  @Test
  void errorIsTheMeanGapOfTheBinsWeightedByImages() {
    float[][] logits = {
      withConfidence(0.9),
      withConfidence(0.9),
      withConfidence(0.9),
      withConfidence(0.9), // in ]13/15, 14/15], three of four right
      withConfidence(0.6), // in ]8/15, 9/15], wrong
    };
    int[] labels = {0, 0, 0, 1, 1};

    // 4/5 of |3/4 - 0.9| and 1/5 of |0 - 0.6|
    assertThat(CalibrationError.of(logits, labels, 1)).isCloseTo(0.12 + 0.12, within(1e-6));
  }

  @Test
  void gapsOfOneBinCancelOut() {
    float[][] logits = {
      withConfidence(0.75), withConfidence(0.75), withConfidence(0.75), withConfidence(0.75)
    };

    assertThat(CalibrationError.of(logits, new int[] {0, 1, 0, 0}, 1)).isCloseTo(0, within(1e-6));
  }

  @Test
  void temperatureDividesTheLogits() {
    float[][] logits = {{(float) Math.log(9), 0}};

    // 9 to 1 is 3 to 1 at a temperature of 2
    assertThat(CalibrationError.of(logits, new int[] {0}, 2)).isCloseTo(0.25, within(1e-6));
    assertThat(CalibrationError.of(logits, new int[] {1}, 2)).isCloseTo(0.75, within(1e-6));
  }

  @Test
  void fullConfidenceGivesZeroOrOne() {
    float[][] logits = {{5000, 0}, {-9, 5000}};

    assertThat(CalibrationError.of(logits, new int[] {0, 1}, 0.05)).isZero();
    assertThat(CalibrationError.of(logits, new int[] {1, 0}, 0.05)).isEqualTo(1);
  }

  @Test
  void oneClassHasNoError() {
    assertThat(CalibrationError.of(new float[][] {{3}, {-7}}, new int[] {0, 0}, 1)).isZero();
  }

  /** Returns logits of two classes whose softmax gives the first class this probability. */
  private static float[] withConfidence(double probability) {
    return new float[] {(float) Math.log(probability / (1 - probability)), 0};
  }
}
