package dev.residual.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

/** Checks that color images that are not square are handled as gray ones of 28x28 pixels are. */
class ImageFormatTests {

  private static final ImageFormat FORMAT = new ImageFormat(3, 20, 24);

  @Test
  void countsPixelsAndBytes() {
    assertThat(FORMAT.pixels()).isEqualTo(480);
    assertThat(FORMAT.bytes()).isEqualTo(1440);
    assertThat(FORMAT.isGray()).isFalse();
    assertThat(ImageFormat.gray(20, 24)).isEqualTo(new ImageFormat(1, 20, 24));
  }

  @Test
  void invalidFormatIsRejected() {
    for (int channels : new int[] {-1, 0, 2, 4}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> new ImageFormat(channels, 20, 24))
          .withMessage("channels must be 1 or 3, was " + channels);
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ImageFormat(1, 0, 24))
        .withMessage("height and width must be at least 1, were 0 and 24");
    assertThatIllegalArgumentException().isThrownBy(() -> new ImageFormat(3, 50_000, 50_000));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> FORMAT.require(new byte[784]))
        .withMessage("an image must have 1440 bytes, had 784");
  }

  @Test
  void normalizationNeedsMeanAndScalePerChannel() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Normalization(List.of(1.0), List.of(1.0, 2.0)));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Normalization(List.of(1.0), List.of(0.0)));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Normalization(List.of(Double.NaN), List.of(1.0)));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Normalization.article(1).requireFor(FORMAT))
        .withMessage("a normalization of 1 channels does not fit images of 3");
  }

  @Test
  void colorFileKeepsItsColors() throws IOException {
    byte[] image = noise(FORMAT);
    BufferedImage drawn = new BufferedImage(24, 20, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < FORMAT.pixels(); i++) {
      int rgb = (image[3 * i] & 0xff) << 16 | (image[3 * i + 1] & 0xff) << 8;
      drawn.setRGB(i % 24, i / 24, rgb | image[3 * i + 2] & 0xff);
    }
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    ImageIO.write(drawn, "png", file);

    for (Fit fit : Fit.values()) {
      assertThat(ImageDecoder.decode(file.toByteArray(), FORMAT, fit, Polarity.AS_IS))
          .isEqualTo(image);
    }
  }

  @Test
  void grayFileFillsAllChannels() throws IOException {
    BufferedImage gray = new BufferedImage(24, 20, BufferedImage.TYPE_BYTE_GRAY);
    gray.getRaster().setSample(1, 0, 0, 77);
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    ImageIO.write(gray, "png", file);

    assertThat(ImageDecoder.decode(file.toByteArray(), FORMAT)).startsWith(0, 0, 0, 77, 77, 77, 0);
  }

  @Test
  void otherSizeIsRejectedOrResized() throws IOException {
    BufferedImage wide = new BufferedImage(48, 20, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < 48 * 20; i++) {
      wide.setRGB(i % 48, i / 48, 0xff8000);
    }
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    ImageIO.write(wide, "png", file);

    assertThatExceptionOfType(ImageException.class)
        .isThrownBy(() -> ImageDecoder.decode(file.toByteArray(), FORMAT))
        .withMessageStartingWith("the image must have 24x20 pixels, had 48x20");
    byte[] resized = ImageDecoder.decode(file.toByteArray(), FORMAT, Fit.RESIZE, Polarity.AS_IS);
    for (int i = 0; i < FORMAT.pixels(); i++) {
      boolean inside = i / 24 >= 5 && i / 24 < 15;
      assertThat(Arrays.copyOfRange(resized, 3 * i, 3 * i + 3))
          .as("row %d, column %d", i / 24, i % 24)
          .isEqualTo(inside ? new byte[] {(byte) 255, (byte) 128, 0} : new byte[3]);
    }
  }

  @Test
  void oddSizeHasEqualMargins() {
    ImageFormat odd = ImageFormat.gray(5, 9);
    byte[] white = new byte[100];
    Arrays.fill(white, (byte) 255);

    byte[] resized = AreaResampler.apply(white, ImageFormat.gray(10, 10), odd);

    for (int i = 0; i < 45; i++) {
      assertThat(resized[i]).isEqualTo((byte) (i % 9 >= 2 && i % 9 < 7 ? 255 : 0));
    }
    byte[] same = noise(odd);
    assertThat(AreaResampler.apply(same, odd, odd)).isEqualTo(same);
  }

  @Test
  void borderBrightnessAveragesAllChannels() {
    byte[] yellow = image(255, 255, 0);
    byte[] red = image(255, 0, 0);

    assertThat(Polarity.AUTO.apply(yellow, FORMAT)).isEqualTo(image(0, 0, 255));
    assertThat(Polarity.AUTO.apply(red, FORMAT)).isSameAs(red);
  }

  private static byte[] noise(ImageFormat format) {
    byte[] noise = new byte[format.bytes()];
    new Random(1).nextBytes(noise);
    return noise;
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
