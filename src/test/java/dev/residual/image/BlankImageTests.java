package dev.residual.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class BlankImageTests {

  private static final ImageFormat GRAY = ImageFormat.gray(4, 4);

  @Test
  void imageOfOneLevelIsBlank() {
    byte[] image = new byte[16];
    for (int level : new int[] {0, 128, 255}) {
      Arrays.fill(image, (byte) level);

      assertThat(BlankImage.test(image, GRAY)).isTrue();
    }
  }

  @Test
  void onePixelIsEnoughToSee() {
    byte[] image = new byte[16];
    image[5] = 8;

    assertThat(BlankImage.test(image, GRAY)).isFalse();
  }

  @Test
  void faintNoiseShowsNothing() {
    byte[] image = new byte[16];
    Arrays.fill(image, 0, 8, (byte) 203);
    Arrays.fill(image, 8, 16, (byte) 210);

    assertThat(BlankImage.test(image, GRAY)).isTrue();
  }

  @Test
  void evenColorShowsNothing() {
    byte[] image = new byte[12];
    for (int i = 0; i < 12; i += 3) {
      image[i] = (byte) 255;
    }
    ImageFormat format = new ImageFormat(3, 2, 2);
    assertThat(BlankImage.test(image, format)).isTrue();

    image[3] = 100;
    assertThat(BlankImage.test(image, format)).isFalse();
  }
}
