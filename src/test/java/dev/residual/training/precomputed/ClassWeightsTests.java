package dev.residual.training.precomputed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.residual.dataset.LabeledImages;
import dev.residual.image.ImageFormat;
import org.junit.jupiter.api.Test;

class ClassWeightsTests {

  /** scikit-learn's {@code compute_class_weight("balanced")} gives 2/3 and 2 for these labels. */
  @Test
  void weightsAreInverselyProportionalToTheImagesOfTheClass() {
    LabeledImages images =
        LabeledImages.of(new byte[4], new int[] {0, 2, 0, 0}, ImageFormat.gray(1, 1));

    float[] weights = ClassWeights.balanced(images, 3);

    assertThat(weights).containsExactly(new float[] {2 / 3f, 0, 2}, within(1e-6f));
  }
}
