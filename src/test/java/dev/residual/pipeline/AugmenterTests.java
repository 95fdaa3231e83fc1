package dev.residual.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDManager;
import dev.residual.dataset.LabeledImages;
import dev.residual.image.ImageFormat;
import dev.residual.image.Normalization;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AugmenterTests {

  private static final int SIDE = 28;
  private static final ImageFormat FORMAT = ImageFormat.gray(SIDE, SIDE);

  @Test
  void flippedImageIsMirroredEveryOtherEpoch() {
    byte[] image = {1, 2, 3, 4, 5, 6};
    byte[] mirrored = {3, 2, 1, 6, 5, 4};
    for (int index = 0; index < 20; index++) {
      byte[] first = augmented(new Augmentation(true, 0, 0), image, 2, 3, 1, index);
      byte[] second = augmented(new Augmentation(true, 0, 0), image, 2, 3, 2, index);

      assertThat(Set.of(Arrays.toString(first), Arrays.toString(second)))
          .containsExactlyInAnyOrder(Arrays.toString(image), Arrays.toString(mirrored));
    }
  }

  @Test
  void aboutHalfTheImagesAreMirroredInAnEpoch() {
    byte[] image = {1, 2};
    long mirrored =
        IntStream.range(0, 1000)
            .filter(i -> augmented(new Augmentation(true, 0, 0), image, 1, 2, 1, i)[0] == 2)
            .count();

    assertThat(mirrored).isBetween(440L, 560L);
  }

  @Test
  void shiftFillsWithBlack() {
    byte[] dot = new byte[5 * 5];
    dot[2 * 5 + 2] = 9;
    Set<Integer> positions = new HashSet<>();
    for (int index = 0; index < 300; index++) {
      byte[] moved = augmented(new Augmentation(false, 1, 0), dot, 5, 5, 1, index);
      int position = position(moved);
      assertThat(moved[position]).isEqualTo((byte) 9);
      assertThat(IntStream.range(0, 25).filter(i -> moved[i] != 0)).hasSize(1);
      positions.add(position);
    }

    assertThat(positions).containsExactlyInAnyOrder(6, 7, 8, 11, 12, 13, 16, 17, 18);
  }

  @Test
  void pixelsShiftedOutAreLost() {
    byte[] full = new byte[4];
    Arrays.fill(full, (byte) 7);
    byte[] shifted = augmented(new Augmentation(false, 8, 0), full, 2, 2, 1, 0);

    assertThat(shifted).containsOnly((byte) 0);
  }

  @Test
  void erasingFillsOneRectangleWithNoise() {
    byte[] black = new byte[SIDE * SIDE];
    for (int index = 0; index < 200; index++) {
      byte[] erased = augmented(new Augmentation(false, 0, 1), black, SIDE, SIDE, 1, index);
      int[] changed = IntStream.range(0, erased.length).filter(i -> erased[i] != 0).toArray();
      int top = Arrays.stream(changed).map(i -> i / SIDE).min().orElseThrow();
      int bottom = Arrays.stream(changed).map(i -> i / SIDE).max().orElseThrow();
      int left = Arrays.stream(changed).map(i -> i % SIDE).min().orElseThrow();
      int right = Arrays.stream(changed).map(i -> i % SIDE).max().orElseThrow();
      int area = (bottom - top + 1) * (right - left + 1);

      // One byte in 256 of the noise is black, too.
      assertThat((double) changed.length / area).isGreaterThan(0.85);
      assertThat((double) area / black.length).isBetween(0.01, 0.36);
    }
  }

  @Test
  void erasingHasTheGivenProbability() {
    byte[] black = new byte[SIDE * SIDE];
    long erased =
        IntStream.range(0, 2000)
            .filter(
                i ->
                    !Arrays.equals(
                        black,
                        augmented(new Augmentation(false, 0, 0.25), black, SIDE, SIDE, 1, i)))
            .count();

    assertThat(erased / 2000.0).isCloseTo(0.25, within(0.03));
  }

  @Test
  void augmentationDoesNotDependOnTheBatch() {
    LabeledImages images = noise(6);
    Augmenter augmenter = new Augmenter(new Augmentation(true, 2, 0.5), 42, 3);
    ImageTensors tensors = new ImageTensors(FORMAT, Normalization.article(1), SIDE);
    try (NDManager manager = NDManager.newBaseManager()) {
      float[] together =
          tensors.images(manager, images, Batch.of(4, 1, 5), augmenter).toFloatArray();
      float[] alone = tensors.images(manager, images, Batch.of(1), augmenter).toFloatArray();

      assertThat(Arrays.copyOfRange(together, 784, 2 * 784)).containsExactly(alone);
    }
  }

  @Test
  void epochAndSeedChangeTheResult() {
    Augmentation all = new Augmentation(true, 2, 1);
    byte[] image = noise(1).pixels(0);
    Set<String> different = new HashSet<>();
    for (long seed = 0; seed < 3; seed++) {
      for (int epoch = 1; epoch <= 3; epoch++) {
        byte[] copy = image.clone();
        new Augmenter(all, seed, epoch).apply(copy, FORMAT, 0, 0);
        different.add(Arrays.toString(copy));
      }
    }

    assertThat(different).hasSize(9);
  }

  @Test
  void noneLeavesImagesUnchanged() {
    byte[] image = noise(1).pixels(0);

    assertThat(augmented(Augmentation.NONE, image, SIDE, SIDE, 1, 0)).containsExactly(image);
  }

  private static int position(byte[] image) {
    return IntStream.range(0, image.length).filter(i -> image[i] != 0).findFirst().orElseThrow();
  }

  private static byte[] augmented(
      Augmentation augmentation, byte[] image, int height, int width, int epoch, int index) {
    byte[] copy = image.clone();
    new Augmenter(augmentation, 42, epoch).apply(copy, ImageFormat.gray(height, width), index, 0);
    return copy;
  }

  private static LabeledImages noise(int count) {
    byte[] pixels = SeededRandom.of(7).bytes(count * SIDE * SIDE);
    return LabeledImages.of(pixels, new byte[count], FORMAT);
  }
}
