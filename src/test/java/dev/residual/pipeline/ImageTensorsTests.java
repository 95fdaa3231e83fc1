package dev.residual.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.residual.dataset.LabeledImages;
import dev.residual.image.ImageFormat;
import dev.residual.image.Normalization;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ImageTensorsTests {

  private static final ImageFormat FORMAT = ImageFormat.gray(28, 28);

  private NDManager manager;

  @BeforeAll
  static void disableTracking() {
    // Otherwise DJL reports its start to its developers.
    System.setProperty("OPT_OUT_TRACKING", "true");
  }

  @BeforeEach
  void open() {
    manager = NDManager.newBaseManager();
  }

  @AfterEach
  void close() {
    manager.close();
  }

  @Test
  void unresizedPixelsAreNormalizedExactly() {
    byte[] pixels = new byte[784];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) i;
    }
    NDArray tensor = tensors(28).images(manager, List.of(pixels));

    assertThat(tensor.getShape()).isEqualTo(new Shape(1, 1, 28, 28));
    assertThat(tensor.getDataType()).isEqualTo(DataType.FLOAT32);
    float[] values = tensor.toFloatArray();
    for (int i = 0; i < values.length; i++) {
      assertThat(values[i]).isEqualTo(((i & 0xff) - 127.5f) / 127.5f);
    }
    assertThat(values[0]).isEqualTo(-1f);
    assertThat(values[255]).isEqualTo(1f);
  }

  @Test
  void resizingIsBilinear() {
    // All pixels are black except (0,0) = 255, (0,1) = 51 and the last pixel = 255. Target column x
    // lies at (x + 0.5) * 28/96 - 0.5 of the source, but never before the center of its first
    // pixel.
    byte[] pixels = new byte[784];
    pixels[0] = (byte) 255;
    pixels[1] = 51;
    pixels[783] = (byte) 255;
    NDArray tensor = tensors(96).images(manager, List.of(pixels));

    assertThat(tensor.getShape()).isEqualTo(new Shape(1, 1, 96, 96));
    assertThat(tensor.getFloat(0, 0, 0, 0)).isEqualTo(1f);
    // x = 1: before the center, -0.0625. x = 2: 0.2291667, so 255 - 0.2291667 * 204 = 208.25.
    assertThat(tensor.getFloat(0, 0, 0, 1)).isEqualTo(1f);
    assertThat(tensor.getFloat(0, 0, 0, 2)).isEqualTo(normalized(208.25), within(1e-6f));
    // x = 5: 1.1041667, so 51 * 0.8958333 = 45.6875. y = 3: 0.5208333, so * 0.4791667.
    assertThat(tensor.getFloat(0, 0, 0, 5)).isEqualTo(normalized(45.6875), within(1e-6f));
    assertThat(tensor.getFloat(0, 0, 3, 5))
        .isEqualTo(normalized(45.6875 * 0.4791666667), within(1e-6f));
    // The last two lie beyond the last center, and 93 lies at 26.7708333.
    assertThat(tensor.getFloat(0, 0, 95, 95)).isEqualTo(1f);
    assertThat(tensor.getFloat(0, 0, 94, 94)).isEqualTo(1f);
    assertThat(tensor.getFloat(0, 0, 95, 93))
        .isEqualTo(normalized(255 * 0.7708333333), within(1e-6f));
    assertThat(tensor.getFloat(0, 0, 50, 50)).isEqualTo(-1f);
  }

  @Test
  void resizingMatchesTheEngine() {
    byte[] pixels = new byte[784];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) (i * i * 31);
    }
    for (int size : new int[] {29, 64, 224}) {
      NDArray expected =
          tensors(28)
              .images(manager, List.of(pixels))
              .transpose(0, 2, 3, 1)
              .getNDArrayInternal()
              .resize(size, size, 1)
              .flatten();
      NDArray actual = tensors(size).images(manager, List.of(pixels)).flatten();

      assertThat(actual.sub(expected).abs().max().getFloat()).isLessThan(1e-5f);
    }
  }

  @Test
  void imagesFollowTheGivenIndices() {
    byte[] pixels = new byte[3 * 784];
    Arrays.fill(pixels, 784, 1568, (byte) 100);
    Arrays.fill(pixels, 1568, 2352, (byte) 200);
    LabeledImages images = LabeledImages.of(pixels, new byte[] {4, 5, 9}, FORMAT);
    int[] indices = {2, 0};

    NDArray input = tensors(32).images(manager, images, indices);
    NDArray labels = ImageTensors.labels(manager, images, indices);

    assertThat(input.getShape()).isEqualTo(new Shape(2, 1, 32, 32));
    assertThat(input.getFloat(0, 0, 31, 31)).isEqualTo(normalized(200));
    assertThat(input.getFloat(1, 0, 0, 0)).isEqualTo(-1f);
    assertThat(labels.getDataType()).isEqualTo(DataType.INT64);
    assertThat(labels.toLongArray()).containsExactly(9, 4);
  }

  @Test
  void tensorIsNotOverwrittenByTheNext() {
    byte[] white = new byte[784];
    Arrays.fill(white, (byte) 255);
    NDArray first = tensors(28).images(manager, List.of(white));
    tensors(28).images(manager, List.of(new byte[784]));

    assertThat(first.toFloatArray()).containsOnly(1f);
  }

  @Test
  void invalidInputIsRejected() {
    LabeledImages images = LabeledImages.of(new byte[784], new byte[1], FORMAT);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> tensors(28).images(manager, List.of(new byte[783])))
        .withMessage("an image must have 784 bytes, had 783");
    assertThatIllegalArgumentException().isThrownBy(() -> tensors(28).images(manager, List.of()));
    assertThatExceptionOfType(IndexOutOfBoundsException.class)
        .isThrownBy(() -> tensors(28).images(manager, images, new int[] {1}));
  }

  private static ImageTensors tensors(int imageSize) {
    return new ImageTensors(FORMAT, Normalization.article(1), imageSize);
  }

  private static float normalized(double pixel) {
    return (float) ((pixel - 127.5) / 127.5);
  }
}
