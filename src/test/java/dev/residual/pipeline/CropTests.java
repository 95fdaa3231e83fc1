package dev.residual.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.residual.dataset.LabeledImages;
import dev.residual.dataset.MixedImages;
import dev.residual.image.ImageFormat;
import dev.residual.image.Normalization;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CropTests {

  private static final ImageFormat WIDE = new ImageFormat(3, 40, 60);

  @Test
  void partsHaveTheAreasAndRatiosOfTheirRanges() {
    Crop crop = new Crop(List.of(0.2, 0.5), List.of(0.5, 2.0));
    double shares = 0;
    double logRatios = 0;
    int parts = 2000;
    for (int i = 0; i < parts; i++) {
      Region part = crop.region(WIDE, SeededRandom.of(1, i));
      double share = (double) part.height() * part.width() / WIDE.pixels();
      double ratio = (double) part.width() / part.height();
      assertThat(share).isBetween(0.18, 0.53);
      assertThat(ratio).isBetween(0.46, 2.2);
      assertThat(part.top()).isBetween(0, 40 - part.height());
      assertThat(part.left()).isBetween(0, 60 - part.width());
      shares += share;
      logRatios += Math.log(ratio);
    }

    assertThat(shares / parts).isCloseTo(0.35, within(0.01));
    // Tall parts fit less often into a wide image.
    assertThat(logRatios / parts).isBetween(0.0, 0.1);
  }

  @Test
  void partThatDoesNotFitIsTheLargestInTheMiddle() {
    Crop whole = new Crop(List.of(1.0, 1.0), List.of(0.5, 1.0));

    assertThat(whole.region(WIDE, SeededRandom.of(1))).isEqualTo(new Region(0, 10, 40, 40));
    assertThat(whole.region(ImageFormat.gray(60, 20), SeededRandom.of(1)))
        .isEqualTo(new Region(10, 0, 40, 20));
    assertThat(whole.region(ImageFormat.gray(1, 100), SeededRandom.of(1)))
        .isEqualTo(new Region(0, 49, 1, 1));
  }

  /**
   * The expected values are those of {@code interpolate(mode="bilinear", antialias=True)} of
   * PyTorch 2.13 for the part, normalized before.
   */
  @Test
  void partIsResizedAsByPyTorch() {
    assertResized(
        WIDE,
        new Region(3, 5, 30, 50),
        16,
        -0.131373,
        -2.8e-05,
        -0.279179,
        -0.099853,
        0.121691,
        0.145733);
    assertResized(
        WIDE,
        new Region(3, 5, 30, 50),
        40,
        -0.264706,
        -0.085621,
        -0.205882,
        -0.245098,
        -0.219608,
        -0.221569);
    assertResized(
        ImageFormat.gray(9, 50),
        new Region(0, 2, 8, 40),
        28,
        -0.232881,
        0.139579,
        0.844646,
        -0.232881,
        0.621849,
        0.013273);
  }

  private static void assertResized(ImageFormat format, Region part, int size, double... expected) {
    byte[] image = new byte[format.bytes()];
    for (int i = 0; i < image.length; i++) {
      image[i] = (byte) (i * 37 + 11);
    }
    int channels = format.channels();
    float[] values = new float[channels * size * size];
    new AntialiasedResize(
            part.height(), part.width(), Normalization.article(channels).table(), size)
        .apply(part.of(image, format), values);
    int[] places = {0, 1, size - 1, size, size * size / 2 + 3, values.length - 1};
    for (int i = 0; i < places.length; i++) {
      assertThat((double) values[places[i]]).isCloseTo(expected[i], within(2e-6));
    }
  }

  @Test
  void partsDependOnSeedEpochImageAndRepeatButNotOnTheBatch() {
    LabeledImages images =
        MixedImages.random(List.of(WIDE, new ImageFormat(3, 30, 33), new ImageFormat(3, 90, 28)));
    ImageTensors tensors = new ImageTensors(WIDE, Normalization.article(3), 28);
    Augmentation all = new Augmentation(true, 2, 0.5, 0.4);
    int length = 3 * 28 * 28;
    try (NDManager manager = NDManager.newBaseManager()) {
      Augmenter augmenter = new Augmenter(all, Crop.DEFAULT, 42, 3);
      Batch batch = new Batch(new int[] {2, 0, 1, 0}, new int[] {0, 0, 0, 1});
      NDArray tensor = tensors.images(manager, images, batch, augmenter);
      float[] together = tensor.toFloatArray();
      float[] alone = tensors.images(manager, images, Batch.of(1), augmenter).toFloatArray();
      assertThat(Arrays.copyOfRange(together, 2 * length, 3 * length)).containsExactly(alone);

      Set<String> different = new HashSet<>();
      for (long seed = 1; seed <= 2; seed++) {
        for (int epoch = 1; epoch <= 2; epoch++) {
          Augmenter other = new Augmenter(Augmentation.NONE, Crop.DEFAULT, seed, epoch);
          float[] values = tensors.images(manager, images, batch, other).toFloatArray();
          different.add(Arrays.toString(Arrays.copyOfRange(values, length, 2 * length)));
          different.add(Arrays.toString(Arrays.copyOfRange(values, 3 * length, 4 * length)));
        }
      }
      assertThat(different).hasSize(8);
    }
  }
}
