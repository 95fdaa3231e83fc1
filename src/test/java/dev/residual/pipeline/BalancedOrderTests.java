package dev.residual.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.residual.dataset.LabeledImages;
import dev.residual.image.ImageFormat;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BalancedOrderTests {

  /** 90 images of class 0, none of class 1, 9 of class 2 and 2 of class 3. */
  private static final LabeledImages IMAGES = images();

  private final BatchSampler sampler = BatchSampler.balanced(IMAGES, 8, 42);

  @Test
  void epochHasEquallyManyImagesOfEachClassThatHasSome() {
    int[] order = order(sampler.epoch(0));

    assertThat(order).hasSize(101);
    assertThat(List.of(count(order, 0), count(order, 1), count(order, 2), count(order, 3)))
        .matches(counts -> counts.get(1) == 0)
        .filteredOn(count -> count > 0)
        .hasSize(3)
        .allMatch(count -> count == 33 || count == 34);
  }

  @Test
  void imagesOfAClassAreRepeatedEquallyOften() {
    int[] order = order(sampler.epoch(5));

    for (int image = 90; image < 99; image++) {
      int wanted = image;
      assertThat(Arrays.stream(order).filter(each -> each == wanted).count()).isBetween(3L, 4L);
    }
    assertThat(Arrays.stream(order).filter(each -> each < 90)).doesNotHaveDuplicates();
  }

  @Test
  void repeatsAreCounted() {
    List<Batch> epoch = sampler.epoch(0);
    int[] seen = new int[101];
    for (Batch batch : epoch) {
      for (int i = 0; i < batch.images().length; i++) {
        assertThat(batch.repeats()[i]).isEqualTo(seen[batch.images()[i]]++);
      }
    }
    assertThat(Arrays.stream(seen).max().orElseThrow()).isGreaterThan(15);
  }

  @Test
  void orderDependsOnSeedAndEpochAndFrequentImagesTakeTurns() {
    assertThat(order(BatchSampler.balanced(IMAGES, 101, 42).epoch(3)))
        .isEqualTo(order(sampler.epoch(3)))
        .isNotEqualTo(order(sampler.epoch(4)))
        .isNotEqualTo(order(BatchSampler.balanced(IMAGES, 8, 43).epoch(3)));
    Set<Integer> frequent = new HashSet<>();
    for (int epoch = 0; epoch < 20; epoch++) {
      Arrays.stream(order(sampler.epoch(epoch))).filter(each -> each < 90).forEach(frequent::add);
    }
    assertThat(frequent).hasSizeGreaterThan(85);
  }

  private static int[] order(List<Batch> epoch) {
    return epoch.stream().flatMapToInt(batch -> Arrays.stream(batch.images())).toArray();
  }

  private static int count(int[] order, int label) {
    return (int) Arrays.stream(order).filter(image -> IMAGES.label(image) == label).count();
  }

  private static LabeledImages images() {
    int[] labels =
        IntStream.range(0, 101).map(image -> image < 90 ? 0 : image < 99 ? 2 : 3).toArray();
    return LabeledImages.of(new byte[101], labels, ImageFormat.gray(1, 1));
  }
}
