package dev.residual.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class LogitsTests {

  @Test
  void argmaxReturnsTheFirstOfEqualValues() {
    assertThat(Logits.argmax(new float[] {1, 3, 2, 3})).isEqualTo(1);
  }

  @Test
  void softmaxDividesByTheTemperature() {
    double[] probabilities = Logits.softmax(new float[] {0, (float) Math.log(3)}, 0.5);

    assertThat(probabilities[0]).isCloseTo(0.1, within(1e-6));
    assertThat(probabilities[1]).isCloseTo(0.9, within(1e-6));
  }

  @Test
  void softmaxOfLargeLogitsDoesNotOverflow() {
    assertThat(Logits.softmax(new float[] {1e30f, 1e30f}, 1)).containsExactly(0.5, 0.5);
  }
}
