package dev.residual.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.residual.dataset.LabeledImages;
import dev.residual.image.ImageFormat;
import dev.residual.image.Normalization;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Checks that color images that are not square become tensors as gray ones of 28x28 pixels do. */
class ColorTensorsTests {

  private static final ImageFormat FORMAT = new ImageFormat(3, 20, 24);
  private static final Normalization NORMALIZATION =
      new Normalization(List.of(100.0, 50.0, 0.0), List.of(50.0, 25.0, 255.0));

  @Test
  void channelsAreNormalizedAndResizedSeparately() {
    byte[] image = image(10, 20, 30);
    image[2 * 3] = (byte) 200; // the first pixel of the center square
    try (NDManager manager = NDManager.newBaseManager()) {
      ImageTensors tensors = new ImageTensors(FORMAT, NORMALIZATION, 32);
      NDArray tensor = tensors.images(manager, List.of(image, image(10, 20, 30)));

      assertThat(tensor.getShape()).isEqualTo(new Shape(2, 3, 32, 32)).isEqualTo(tensors.shape(2));
      assertThat(tensor.getFloat(0, 0, 0, 0)).isEqualTo(2f);
      assertThat(tensor.getFloat(0, 0, 31, 31)).isEqualTo(-1.8f);
      assertThat(tensor.getFloat(0, 1, 0, 0)).isEqualTo(-1.2f);
      assertThat(tensor.getFloat(1, 2, 16, 16)).isEqualTo(30f / 255, within(1e-6f));
      assertThat(tensors.values(List.of(image)))
          .isEqualTo(Arrays.copyOf(tensor.toFloatArray(), 3 * 32 * 32));
    }
  }

  @Test
  void eachChannelMatchesAGrayImage() {
    byte[] color = SeededRandom.of(3).bytes(FORMAT.bytes());
    ImageFormat gray = ImageFormat.gray(20, 24);
    float[] all = new ImageTensors(FORMAT, Normalization.article(3), 29).values(List.of(color));

    for (int channel = 0; channel < 3; channel++) {
      byte[] one = new byte[gray.bytes()];
      for (int i = 0; i < one.length; i++) {
        one[i] = color[3 * i + channel];
      }
      int length = 29 * 29;
      assertThat(new ImageTensors(gray, Normalization.article(1), 29).values(List.of(one)))
          .isEqualTo(Arrays.copyOfRange(all, channel * length, (channel + 1) * length));
    }
  }

  @Test
  void imagesOfAnotherFormatAreRejected() {
    LabeledImages gray = LabeledImages.of(new byte[784], new byte[1], ImageFormat.gray(28, 28));
    try (NDManager manager = NDManager.newBaseManager()) {
      ImageTensors tensors = new ImageTensors(FORMAT, NORMALIZATION, 28);

      assertThatIllegalArgumentException()
          .isThrownBy(() -> tensors.images(manager, gray, new int[] {0}));
      assertThatIllegalArgumentException()
          .isThrownBy(() -> tensors.images(manager, List.of(new byte[784])));
      assertThatIllegalArgumentException().isThrownBy(() -> tensors.values(List.of(new byte[784])));
    }
  }

  @Test
  void shiftMovesWholePixels() {
    byte[] image = image(1, 2, 3);
    for (int index = 0; index < 50; index++) {
      byte[] changed = image.clone();
      new Augmenter(new Augmentation(true, 4, 0), 42, 1).apply(changed, FORMAT, index, 0);

      for (int i = 0; i < changed.length; i += 3) {
        byte[] pixel = Arrays.copyOfRange(changed, i, i + 3);
        assertThat(pixel[0] == 0 ? new byte[] {1, 2, 3} : pixel).containsExactly(1, 2, 3);
        assertThat(pixel[0] == 0).isEqualTo(pixel[2] == 0);
      }
    }
  }

  @Test
  void mirroringKeepsColors() {
    ImageFormat line = new ImageFormat(3, 1, 2);
    byte[] image = {1, 2, 3, 4, 5, 6};
    Augmenter first = new Augmenter(new Augmentation(true, 0, 0), 42, 1);
    Augmenter second = new Augmenter(new Augmentation(true, 0, 0), 42, 2);
    byte[] once = image.clone();
    byte[] twice = image.clone();
    first.apply(once, line, 0, 0);
    second.apply(twice, line, 0, 0);

    assertThat(List.of(once, twice)).contains(image, new byte[] {4, 5, 6, 1, 2, 3});
  }

  @Test
  void erasingFillsAllChannelsWithNoise() {
    byte[] image = new byte[FORMAT.bytes()];
    new Augmenter(new Augmentation(false, 0, 1), 42, 1).apply(image, FORMAT, 0, 0);

    for (int channel = 0; channel < 3; channel++) {
      int noisy = 0;
      for (int i = channel; i < image.length; i += 3) {
        noisy += image[i] == 0 ? 0 : 1;
      }
      assertThat(noisy / 480.0).isBetween(0.01, 0.36);
    }
  }

  private static byte[] image(int red, int green, int blue) {
    byte[] image = new byte[FORMAT.bytes()];
    for (int i = 0; i < image.length; i += 3) {
      image[i] = (byte) red;
      image[i + 1] = (byte) green;
      image[i + 2] = (byte) blue;
    }
    return image;
  }
}
