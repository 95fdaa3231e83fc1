package dev.residual.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.residual.image.ImageException.Kind;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Objects;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StoredImageTests {

  private static byte[] file(String name) throws IOException {
    try (InputStream in = StoredImageTests.class.getResourceAsStream("files/" + name)) {
      return Objects.requireNonNull(in, name).readAllBytes();
    }
  }

  private static byte[] png(BufferedImage image) throws IOException {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    ImageIO.write(image, "png", file);
    return file.toByteArray();
  }

  private static byte[] plain(int width, int height, Color color) throws IOException {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    graphics.setColor(color);
    graphics.fillRect(0, 0, width, height);
    graphics.dispose();
    return png(image);
  }

  private static StoredImage stored(byte[] file) {
    return ImageDecoder.decodeStored(file, 256, true, false);
  }

  @ParameterizedTest
  @ValueSource(strings = {"boot-16.png", "boot-rgb.tif", "boot-24.bmp", "boot-cmyk.tif"})
  void grayImageIsTheSameFromEveryFile(String name) throws IOException {
    StoredImage image = stored(file(name));
    assertThat(image.format()).isEqualTo(ImageFormat.gray(28, 28));
    assertThat(image.isColorful()).isFalse();
    assertThat(image.pixels()).isEqualTo(stored(file("boot.png")).pixels());
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 4, 5, 6, 7, 8})
  void imageIsTurnedUprightUnlessItIsTakenAsItIs(int orientation) throws IOException {
    byte[] file = file("boot-exif-" + orientation + ".jpg");
    byte[] boot = stored(file("boot.png")).pixels();
    StoredImage upright = stored(file);
    StoredImage asIs = ImageDecoder.decodeStored(file, 256, false, false);

    assertThat(difference(upright.pixels(), boot)).isLessThan(6);
    assertThat(upright.original().turned()).isTrue();
    assertThat(difference(asIs.pixels(), boot)).isGreaterThan(20);
    for (int y = 0; y < 28; y++) {
      for (int x = 0; x < 28; x++) {
        int turned = new Orientation(orientation).upright(x, y, 28, 28);
        assertThat(asIs.pixels()[28 * y + x]).isEqualTo(upright.pixels()[turned]);
      }
    }
  }

  private static double difference(byte[] left, byte[] right) {
    long sum = 0;
    for (int i = 0; i < left.length; i++) {
      sum += Math.abs((left[i] & 0xff) - (right[i] & 0xff));
    }
    return (double) sum / left.length;
  }

  @ParameterizedTest
  @CsvSource({
    "28, 28, 28, 28",
    "256, 200, 256, 200",
    "50, 250, 50, 250",
    "200, 400, 200, 400",
    "100, 400, 100, 300",
    "375, 500, 256, 341",
    "500, 375, 341, 256",
    "300, 1200, 256, 768",
    "257, 257, 256, 256",
    "2400, 1800, 341, 256",
  })
  void largeImageIsReducedAndLongOneIsCut(int width, int height, int newWidth, int newHeight)
      throws IOException {
    StoredImage image = stored(plain(width, height, Color.ORANGE));
    assertThat(image.format()).isEqualTo(new ImageFormat(3, newHeight, newWidth));
    assertThat(image.original().height()).isEqualTo(height);
    assertThat(image.original().width()).isEqualTo(width);
    // No black margin is left by rounding.
    byte[] orange = new byte[image.pixels().length];
    for (int i = 0; i < orange.length; i += 3) {
      orange[i] = (byte) 255;
      orange[i + 1] = (byte) 200;
    }
    assertThat(image.pixels()).isEqualTo(orange);
  }

  @Test
  void transparentPixelsAreBlack() throws IOException {
    BufferedImage image = new BufferedImage(30, 30, BufferedImage.TYPE_INT_ARGB);
    image.setRGB(3, 3, 0xffff0000);
    image.setRGB(4, 4, 0x00ffffff);
    StoredImage stored = stored(png(image));
    byte[] expected = new byte[2700];
    expected[3 * 93] = (byte) 255;
    assertThat(stored.pixels()).isEqualTo(expected);
    assertThat(stored.original().transparent()).isTrue();
  }

  @Test
  void faintTintIsKeptButIsNoColor() throws IOException {
    StoredImage tinted = stored(plain(28, 28, new Color(100, 104, 108)));
    assertThat(tinted.format().channels()).isEqualTo(3);
    assertThat(tinted.isColorful()).isFalse();
    assertThat(stored(plain(28, 28, new Color(100, 104, 109))).isColorful()).isTrue();
    assertThat(stored(plain(28, 28, Color.GRAY)).format().channels()).isEqualTo(1);
  }

  @Test
  void colorBecomesGrayOnRequest() throws IOException {
    StoredImage gray =
        ImageDecoder.decodeStored(plain(28, 28, new Color(100, 150, 200)), 256, true, true);
    byte[] luma = new byte[784];
    Arrays.fill(luma, (byte) 141);
    assertThat(gray.pixels()).isEqualTo(luma);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 60, 300})
  void truncatedFileIsRefused(int length) throws IOException {
    byte[] file = Arrays.copyOf(file("boot.png"), length);
    assertThatExceptionOfType(ImageException.class).isThrownBy(() -> stored(file));
  }

  @Test
  void tooManyPixelsAreRefusedFromTheHeader() {
    byte[] file = new PngMaker(10_000, 5_001, 8, PngMaker.GRAY).end();
    assertThatExceptionOfType(ImageException.class)
        .isThrownBy(() -> ImageDecoder.storedPixels(file))
        .returns(Kind.TOO_LARGE, ImageException::kind)
        .withMessageContaining("may have at most 50000000 in all");
    assertThat(
            ImageDecoder.storedPixels(
                new PngMaker(10_000, 5_000, 8, PngMaker.GRAY).finish(new byte[0], 1)))
        .isEqualTo(50_000_000);
  }

  @Test
  void pixelsOfNoFileAreReducedAlike() throws IOException {
    byte[] pixels = new byte[300 * 280];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) (i % 251);
    }
    byte[] file = new PngMaker(280, 300, 8, PngMaker.GRAY).finish(pixels, 280);
    assertThat(StoredImage.ofGray(pixels, 300, 280, 256).pixels()).isEqualTo(stored(file).pixels());
  }
}
