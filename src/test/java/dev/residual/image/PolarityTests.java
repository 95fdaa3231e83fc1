package dev.residual.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class PolarityTests {

  private static final ImageFormat FORMAT = ImageFormat.gray(28, 28);

  @Test
  void darkOnLightIsInverted() {
    byte[] image = framed(255, 40);

    assertThat(Polarity.AUTO.apply(image, FORMAT)).isEqualTo(framed(0, 215));
    assertThat(image).as("the input").isEqualTo(framed(255, 40));
  }

  @Test
  void lightOnDarkIsUnchanged() {
    byte[] image = framed(10, 255);

    assertThat(Polarity.AUTO.apply(image, FORMAT)).isSameAs(image);
  }

  @Test
  void asIsInvertsNothing() {
    byte[] image = framed(255, 0);

    assertThat(Polarity.AS_IS.apply(image, FORMAT)).isSameAs(image);
  }

  @Test
  void borderOfExactlyMiddleBrightnessIsUnchanged() {
    // Of the 108 border pixels half are 127 and half are 128, so their mean is 127.5.
    byte[] image = framed(127, 0);
    Arrays.fill(image, 0, 28, (byte) 128);
    for (int row = 1; row <= 13; row++) {
      image[row * 28] = image[row * 28 + 27] = (byte) 128;
    }

    assertThat(Polarity.AUTO.apply(image, FORMAT)).isSameAs(image);

    image[14 * 28] = (byte) 128;
    assertThat(Polarity.AUTO.apply(image, FORMAT)[0]).isEqualTo((byte) 127);
  }

  @Test
  void everyBorderPixelCountsOnce() {
    // The mean of 255, 0 and 0 is dark. The middle pixel of 3x3 is not part of the border.
    byte[] line = {(byte) 255, 0, 0};
    byte[] square = new byte[9];
    square[4] = (byte) 255;
    byte[] pair = {(byte) 255, 1};

    assertThat(Polarity.AUTO.apply(line, ImageFormat.gray(1, 3))).isSameAs(line);
    assertThat(Polarity.AUTO.apply(line, ImageFormat.gray(3, 1))).isSameAs(line);
    assertThat(Polarity.AUTO.apply(square, ImageFormat.gray(3, 3))).isSameAs(square);
    assertThat(Polarity.AUTO.apply(pair, ImageFormat.gray(1, 2))).containsExactly(0, 254);
    assertThat(Polarity.AUTO.apply(pair, ImageFormat.gray(2, 1))).containsExactly(0, 254);
    assertThat(Polarity.AUTO.apply(new byte[] {(byte) 128}, ImageFormat.gray(1, 1)))
        .containsExactly(127);
  }

  @Test
  void imageOfAnotherFormatIsRejected() {
    for (Polarity polarity : Polarity.values()) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> polarity.apply(new byte[783], FORMAT))
          .withMessage("an image must have 784 bytes, had 783");
    }
  }

  private static byte[] framed(int border, int inside) {
    byte[] image = new byte[784];
    Arrays.fill(image, (byte) border);
    for (int row = 1; row < 27; row++) {
      Arrays.fill(image, row * 28 + 1, row * 28 + 27, (byte) inside);
    }
    return image;
  }
}
