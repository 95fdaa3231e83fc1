package dev.residual.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDManager;
import dev.residual.dataset.MixedImages;
import dev.residual.image.ImageFormat;
import dev.residual.image.Normalization;
import dev.residual.preprocessing.CenterSquare;
import dev.residual.preprocessing.Preprocessing;
import dev.residual.storage.Sha256;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Checks how images of different sizes become the square input of a network. */
class ImageSizesTests {

  private static final ImageFormat SMALL = ImageFormat.gray(28, 28);

  /** The digests were computed before images of different sizes were supported. */
  @ParameterizedTest
  @CsvSource({
    "28, 86aa155dfea866b64530c83ed1987bb0bbca25d47743b37015e6536e9978c8c8",
    "64, c220a2d6bd02c9f3fb35071f423892bfe6b44b88e09442951d700c88b83a4526",
    "96, 92462916ec9f21e3ee93bbddc301387e7a98c0dba9045e99b452724b523d8341",
    "224, 34eb06c4853a24add1e9ce7c7be7975795fb248df1acb7cad362a94ebf220d3f"
  })
  void everyBitOfEnlargedImagesStaysAsItWas(int imageSize, String digest) {
    Augmenter augmenter = new Augmenter(new Augmentation(true, 2, 0.5), 42, 3);
    List<byte[]> images = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      byte[] image = SeededRandom.of(7, i).bytes(SMALL.bytes());
      augmenter.apply(image, SMALL, i, 0);
      images.add(image);
    }
    float[] values = new ImageTensors(SMALL, Normalization.article(1), imageSize).values(images);
    ByteBuffer bytes = ByteBuffer.allocate(values.length * Float.BYTES);
    bytes.asFloatBuffer().put(values);

    assertThat(Sha256.of(bytes.array())).isEqualTo(digest);
  }

  /**
   * The expected values are those of {@code torch.nn.functional.interpolate(x, size, mode=
   * "bilinear", antialias=True)} of PyTorch 1.13.
   */
  @Test
  void shrinkingMatchesPyTorch() {
    assertShrunk(
        20,
        7,
        new int[] {0, 1, 6, 10, 29, 48},
        -0.113647,
        -0.013442,
        0.184811,
        0.115873,
        0.174331,
        0.010302);
    assertShrunk(
        256,
        64,
        new int[] {0, 1, 63, 67, 2053, 4095},
        -0.460224,
        -0.003922,
        -0.30056,
        -0.066667,
        -0.066667,
        -0.30056);
    assertShrunk(
        33,
        32,
        new int[] {0, 1, 31, 35, 517, 1023},
        -0.912141,
        -0.633323,
        -0.915988,
        0.779086,
        -0.416999,
        -0.912141);
  }

  private static void assertShrunk(int side, int size, int[] positions, double... expected) {
    byte[] image = new byte[side * side];
    for (int i = 0; i < image.length; i++) {
      image[i] = (byte) (i * i * 31);
    }
    float[] values =
        new ImageTensors(ImageFormat.gray(side, side), Normalization.article(1), size)
            .values(List.of(image));
    double[] found = Arrays.stream(positions).mapToDouble(position -> values[position]).toArray();

    assertThat(found).containsExactly(expected, within(2e-6));
  }

  @Test
  void finePatternsBecomeGrayWhenShrunk() {
    byte[] stripes = new byte[256 * 256];
    for (int i = 0; i < stripes.length; i++) {
      stripes[i] = (byte) (i % 2 * 255);
    }
    ImageTensors tensors =
        new ImageTensors(ImageFormat.gray(256, 256), Normalization.article(1), 40);

    for (float value : tensors.values(List.of(stripes))) {
      assertThat(value).isBetween(-0.1f, 0.1f);
    }
  }

  @Test
  void oblongImageIsCutToItsCenterSquare() {
    byte[] wide = {9, 1, 2, 9, 9, 3, 4, 9};
    byte[] tall = {9, 9, 1, 2, 3, 4, 9, 9, 9, 9};

    assertThat(values(ImageFormat.gray(2, 4), wide)).containsExactly(1, 2, 3, 4);
    assertThat(values(ImageFormat.gray(5, 2), tall)).containsExactly(1, 2, 3, 4);
  }

  private static float[] values(ImageFormat format, byte[] image) {
    Normalization none = new Normalization(List.of(0.0), List.of(1.0));
    return new ImageTensors(format, none, 2).values(List.of(image));
  }

  @Test
  void centerOfTheResizedImageIsKept() {
    Preprocessing whole =
        Preprocessing.exact(ImageFormat.gray(30, 40), 32, Normalization.article(1), null);
    Preprocessing larger =
        Preprocessing.exact(ImageFormat.gray(30, 40), 40, Normalization.article(1), null);
    byte[] image = new byte[30 * 40];
    new Random(3).nextBytes(image);

    float[] kept = new ImageTensors(whole.withCrop(0.8)).values(List.of(image));

    float[] resized = new ImageTensors(larger).values(List.of(image));
    for (int i = 0; i < kept.length; i++) {
      assertThat(kept[i]).isEqualTo(resized[(4 + i / 32) * 40 + 4 + i % 32]);
    }
  }

  @Test
  void imagesOfDifferentSizesShareABatch() {
    List<ImageFormat> formats =
        List.of(
            new ImageFormat(3, 40, 30),
            new ImageFormat(3, 16, 16),
            new ImageFormat(3, 20, 21),
            new ImageFormat(3, 16, 48));
    MixedImages images = MixedImages.random(formats);
    Normalization normalization = Normalization.article(3);
    try (NDManager manager = NDManager.newBaseManager()) {
      float[] batch =
          new ImageTensors(formats.get(0), normalization, 20)
              .images(manager, images, new int[] {3, 0, 1, 2})
              .toFloatArray();

      int length = 3 * 20 * 20;
      int from = 0;
      for (int index : new int[] {3, 0, 1, 2}) {
        assertThat(Arrays.copyOfRange(batch, from, from + length))
            .isEqualTo(
                new ImageTensors(formats.get(index), normalization, 20)
                    .values(List.of(images.pixels(index))));
        from += length;
      }
    }
  }

  @Test
  void oblongImageIsAugmentedAfterItIsCut() {
    ImageFormat wide = ImageFormat.gray(20, 50);
    MixedImages images = MixedImages.random(List.of(wide));
    Augmenter augmenter = new Augmenter(new Augmentation(true, 2, 1), 42, 1);
    ImageFormat square = ImageFormat.gray(20, 20);
    byte[] expected = CenterSquare.of(images.pixels(0), wide);
    augmenter.apply(expected, square, 0, 0);
    try (NDManager manager = NDManager.newBaseManager()) {
      assertThat(
              new ImageTensors(wide, Normalization.article(1), 20)
                  .images(manager, images, Batch.of(0), augmenter)
                  .toFloatArray())
          .isEqualTo(
              new ImageTensors(square, Normalization.article(1), 20).values(List.of(expected)));
    }
  }

  @Test
  void imageOfAnotherSizeIsBroughtToTheFormat() {
    MixedImages images =
        MixedImages.random(List.of(ImageFormat.gray(28, 28), ImageFormat.gray(100, 60)));
    ImageTensors tensors = new ImageTensors(SMALL, Normalization.article(1), 32);

    assertThat(tensors.inFormat(images, 0)).isEqualTo(images.pixels(0));
    assertThat(tensors.inFormat(images, 1)).hasSize(784);
  }
}
