package dev.residual.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.residual.dataset.LabeledImages;
import dev.residual.image.ImageFormat;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class StratifiedSplitTests {

  /** 50 images of class 0, 30 of class 1, 20 of class 2. */
  private final LabeledImages images = ofLabels(50, 30, 20);

  @Test
  void holdOutKeepsClassProportions() {
    StratifiedSplit split = StratifiedSplit.of(images, 10, 42);

    assertThat(perClass(split.heldOut())).containsExactly(5, 3, 2);
    assertThat(perClass(split.train())).containsExactly(45, 27, 18);
  }

  @Test
  void everySizeIsExactAndWithinOnePerClass() {
    for (int size = 0; size < 100; size++) {
      StratifiedSplit split = StratifiedSplit.of(images, size, size);
      int[] held = perClass(split.heldOut());

      assertThat(split.heldOut()).hasSize(size);
      assertThat(IntStream.concat(IntStream.of(split.train()), IntStream.of(split.heldOut())))
          .containsExactlyInAnyOrder(IntStream.range(0, 100).boxed().toArray(Integer[]::new));
      assertThat(Math.abs(held[0] - size * 0.5)).isLessThan(1);
      assertThat(Math.abs(held[1] - size * 0.3)).isLessThan(1);
      assertThat(Math.abs(held[2] - size * 0.2)).isLessThan(1);
    }
  }

  @Test
  void sameSeedHoldsOutTheSameImages() {
    int[] heldOut = StratifiedSplit.of(images, 20, 42).heldOut();

    assertThat(StratifiedSplit.of(images, 20, 42).heldOut()).isEqualTo(heldOut).isSorted();
    assertThat(StratifiedSplit.of(images, 20, 43).heldOut()).isNotEqualTo(heldOut);
  }

  @Test
  void holdingOutEverythingIsRejected() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> StratifiedSplit.of(images, 100, 42))
        .withMessage("of 100 images, 0 to 99 can be held out, not 100");
    assertThatIllegalArgumentException().isThrownBy(() -> StratifiedSplit.of(images, -1, 42));
  }

  private int[] perClass(int[] indices) {
    int[] counts = new int[3];
    for (int index : indices) {
      counts[images.label(index)]++;
    }
    return counts;
  }

  @Test
  void moreClassesThanAByteCountsAreSplit() {
    int[] labels = IntStream.range(0, 3000).map(i -> i % 1000).toArray();
    LabeledImages many = LabeledImages.of(new byte[labels.length], labels, ImageFormat.gray(1, 1));
    StratifiedSplit split = StratifiedSplit.of(many, 1000, 42);

    assertThat(IntStream.of(split.heldOut()).map(many::label).distinct()).hasSize(1000);
  }

  private static LabeledImages ofLabels(int... counts) {
    byte[] labels = new byte[IntStream.of(counts).sum()];
    int next = 0;
    for (int label = 0; label < counts.length; label++) {
      for (int i = 0; i < counts[label]; i++) {
        labels[next++] = (byte) label;
      }
    }
    return LabeledImages.of(new byte[labels.length], labels, ImageFormat.gray(1, 1));
  }
}
