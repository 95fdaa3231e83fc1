package dev.residual.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.residual.image.ImageFormat;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * The expected values are those of {@code adjust_brightness}, {@code adjust_contrast} and {@code
 * adjust_saturation} of torchvision 0.28, one after the other.
 */
class ColorJitterTests {

  private static final ImageFormat COLOR = new ImageFormat(3, 2, 3);
  private static final ImageFormat GRAY = ImageFormat.gray(2, 3);

  @Test
  void colorsChangeAsTorchvisionsDo() {
    assertThat(changed(COLOR, 1.3, 0.6, 1.4))
        .containsExactly(
            55, 94, 135, 140, 181, 221, 246, 48, 88, 115, 154, 195, 214, 214, 18, 87, 128, 169);
    assertThat(changed(COLOR, 0.5, 1.5, 0))
        .containsExactly(8, 8, 8, 85, 85, 85, 44, 44, 44, 60, 60, 60, 123, 123, 123, 34, 34, 34);
  }

  @Test
  void grayImagesHaveBrightnessAndContrastOnly() {
    assertThat(changed(GRAY, 1.3, 0.6, 1.4)).containsExactly(62, 90, 119, 148, 177, 206);
    assertThat(changed(GRAY, 0.5, 1.5, 0)).containsExactly(0, 10, 37, 65, 92, 121);
  }

  @Test
  void factorsOfOneChangeNothing() {
    assertThat(changed(COLOR, 1, 1, 1)).isEqualTo(levels(image(COLOR)));
  }

  @Test
  void eachImageAndEpochIsChangedInAnotherWay() {
    Set<String> different = new HashSet<>();
    for (int epoch = 1; epoch <= 3; epoch++) {
      for (int index = 0; index < 3; index++) {
        for (int repeat = 0; repeat < 2; repeat++) {
          byte[] image = image(COLOR);
          new Augmenter(new Augmentation(false, 0, 0, 0.5), 42, epoch)
              .apply(image, COLOR, index, repeat);
          different.add(Arrays.toString(image));
        }
      }
    }

    assertThat(different).hasSize(18);
  }

  private static int[] changed(
      ImageFormat format, double brightness, double contrast, double saturation) {
    byte[] image = image(format);
    ColorJitter.apply(image, format, brightness, contrast, saturation);
    return levels(image);
  }

  private static byte[] image(ImageFormat format) {
    byte[] image = new byte[format.bytes()];
    for (int i = 0; i < image.length; i++) {
      image[i] = (byte) (i * 37 + 11);
    }
    return image;
  }

  private static int[] levels(byte[] image) {
    int[] levels = new int[image.length];
    Arrays.setAll(levels, i -> image[i] & 0xff);
    return levels;
  }
}
