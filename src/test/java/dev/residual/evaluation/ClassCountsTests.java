package dev.residual.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class ClassCountsTests {

  private static final float[][] AS_CLASS = {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}};

  @Test
  void eachClassCountsTheSame() {
    // Nine images of class 0, all found, and one of class 1, which is taken for class 0.
    float[][] logits = new float[10][];
    int[] labels = new int[10];
    for (int i = 0; i < 10; i++) {
      logits[i] = AS_CLASS[0];
    }
    labels[9] = 1;
    ClassCounts counts = ClassCounts.of(logits, labels);

    assertThat(counts.balancedAccuracy()).isEqualTo(0.5);
    // Precision 0.9 and recall 1 of class 0; class 1 has an F1 of 0.
    assertThat(counts.macroF1()).isCloseTo(2 * 0.9 / 1.9 / 2, within(1e-12));
  }

  @Test
  void classWithoutImagesIsLeftOut() {
    float[][] logits = {AS_CLASS[0], AS_CLASS[2], AS_CLASS[1], AS_CLASS[1]};
    ClassCounts counts = ClassCounts.of(logits, new int[] {0, 0, 1, 1});

    assertThat(counts.balancedAccuracy()).isEqualTo(0.75);
    assertThat(counts.macroF1()).as("F1 of 2/3 and 1").isCloseTo(5 / 6.0, within(1e-12));
  }
}
