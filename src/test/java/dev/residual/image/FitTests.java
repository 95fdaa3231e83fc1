package dev.residual.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import dev.residual.image.ImageException.Kind;
import java.awt.Color;
import java.awt.GradientPaint;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class FitTests {

  private static final ImageFormat FORMAT = ImageFormat.gray(28, 28);

  @ParameterizedTest
  @EnumSource
  void fitDoesNotMatterForTheRightSize(Polarity polarity) {
    byte[] samples = new byte[784];
    new Random(1).nextBytes(samples);
    Arrays.fill(samples, 0, 100, (byte) 250);
    byte[] file = gray(28, 28, samples);

    assertThat(ImageDecoder.decode(file, FORMAT, Fit.RESIZE, polarity))
        .isEqualTo(ImageDecoder.decode(file, FORMAT, Fit.EXACT, polarity));
    assertThat(ImageDecoder.decode(file, FORMAT, Fit.EXACT, Polarity.AS_IS)).isEqualTo(samples);
  }

  @Test
  void drawingOnPaperIsInvertedWithBlackMargins() {
    // The image is 56 pixels wide and 28 high: a white sheet with a black bar.
    byte[] samples = new byte[56 * 28];
    Arrays.fill(samples, (byte) 255);
    for (int row = 10; row < 18; row++) {
      Arrays.fill(samples, row * 56 + 10, row * 56 + 46, (byte) 0);
    }

    byte[] image = ImageDecoder.decode(gray(56, 28, samples), FORMAT, Fit.RESIZE, Polarity.AUTO);

    for (int i = 0; i < 784; i++) {
      boolean bar = i % 28 >= 5 && i % 28 < 23 && i / 28 >= 12 && i / 28 < 16;
      assertThat(image[i])
          .as("row %d, column %d", i / 28, i % 28)
          .isEqualTo((byte) (bar ? 255 : 0));
    }
  }

  @Test
  void marginsAreBlackAndNotPartOfTheBorder() {
    byte[] samples = new byte[2 * 56];
    Arrays.fill(samples, (byte) 200);
    byte[] file = gray(56, 2, samples);

    byte[] asIs = ImageDecoder.decode(file, FORMAT, Fit.RESIZE, Polarity.AS_IS);
    byte[] inverted = ImageDecoder.decode(file, FORMAT, Fit.RESIZE, Polarity.AUTO);

    assertThat(asIs[0]).isZero();
    assertThat(asIs[14 * 28]).isEqualTo((byte) 200);
    assertThat(inverted[0]).isZero();
    assertThat(inverted[14 * 28]).isEqualTo((byte) 55);
  }

  @Test
  void photoIsInvertedAndResized() throws IOException {
    BufferedImage photo = new BufferedImage(640, 480, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = photo.createGraphics();
    graphics.setPaint(new GradientPaint(0, 0, new Color(230, 230, 230), 0, 480, Color.WHITE));
    graphics.fillRect(0, 0, 640, 480);
    graphics.setPaint(new Color(160, 30, 30)); // luma 69
    graphics.fillOval(160, 80, 320, 320);
    graphics.dispose();
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    assertThat(ImageIO.write(photo, "jpeg", file)).isTrue();

    byte[] image = ImageDecoder.decode(file.toByteArray(), FORMAT, Fit.RESIZE, Polarity.AUTO);

    assertThat(value(image, 14, 14)).as("the disc").isCloseTo(255 - 69, within(4));
    assertThat(value(image, 4, 1)).as("the background").isBetween(15, 27);
    assertThat(value(image, 2, 14)).as("the margin").isZero();
    assertThat(value(image, 25, 14)).as("the margin").isZero();
  }

  @Test
  void transparentPixelsAreBlack() {
    // The image has 56x56 white pixels, of which only the middle 28x28 are opaque.
    byte[] samples = new byte[4 * 56 * 56];
    for (int i = 0; i < 56 * 56; i++) {
      boolean opaque = i % 56 >= 14 && i % 56 < 42 && i / 56 >= 14 && i / 56 < 42;
      Arrays.fill(samples, 4 * i, 4 * i + 3, (byte) 255);
      samples[4 * i + 3] = (byte) (opaque ? 255 : 0);
    }
    byte[] file = new PngMaker(56, 56, 8, PngMaker.COLOR_ALPHA).finish(samples, 4 * 56);

    for (Polarity polarity : Polarity.values()) {
      byte[] image = ImageDecoder.decode(file, FORMAT, Fit.RESIZE, polarity);

      assertThat(value(image, 6, 14)).isZero();
      assertThat(value(image, 7, 14)).isEqualTo(255);
      assertThat(value(image, 20, 20)).isEqualTo(255);
      assertThat(value(image, 21, 20)).isZero();
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "1, 4000", "4000, 1", "2, 3", "2000, 2000", "65535, 61", "5000, 5000"})
  void anySizeUpToTwentyFiveMegapixelsIsAccepted(int width, int height) {
    byte[] file =
        new PngMaker(width, height, 1, PngMaker.GRAY).finish(bits(width, height), (width + 7) / 8);

    assertThat(ImageDecoder.decode(file, FORMAT, Fit.RESIZE, Polarity.AUTO)).hasSize(784);
  }

  @Test
  void largerImageIsRejectedFromItsHeader() {
    byte[] header = new PngMaker(5001, 5000, 8, PngMaker.GRAY).end();

    assertThatExceptionOfType(ImageException.class)
        .isThrownBy(() -> ImageDecoder.decode(header, FORMAT, Fit.RESIZE, Polarity.AUTO))
        .withMessage(
            "the image has 5001x5000 pixels; a PNG may have at most 25000000 in all and 65535 a side; send it smaller")
        .returns(Kind.TOO_LARGE, ImageException::kind);
  }

  @ParameterizedTest
  @CsvSource({"65536, 1", "1, 65536", "25000000, 1", "1, 25000000"})
  void imageWithATooLongSideIsRejectedFromItsHeader(int width, int height) {
    byte[] header = new PngMaker(width, height, 16, PngMaker.COLOR_ALPHA).end();

    assertThatExceptionOfType(ImageException.class)
        .isThrownBy(() -> ImageDecoder.cost(header, FORMAT, Fit.RESIZE))
        .withMessageContaining(width + "x" + height)
        .withMessageContaining("65535 a side")
        .returns(Kind.TOO_LARGE, ImageException::kind);
  }

  private static byte[] gray(int width, int height, byte[] samples) {
    return new PngMaker(width, height, 8, PngMaker.GRAY).finish(samples, width);
  }

  private static byte[] bits(int width, int height) {
    byte[] bits = new byte[(width + 7) / 8 * height];
    new Random(1).nextBytes(bits);
    return bits;
  }

  private static int value(byte[] image, int row, int column) {
    return image[28 * row + column] & 0xff;
  }
}
