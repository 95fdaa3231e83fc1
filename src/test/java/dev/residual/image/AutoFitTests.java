package dev.residual.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class AutoFitTests {

  private static final ImageFormat FORMAT = ImageFormat.gray(28, 28);
  private static final Framing FRAMING = new Framing(0, 255);

  @Test
  void contentIsCutOutAndCentered() {
    DecodedImage photo = Drawing.of(480, 640, 0).rectangle(200, 60, 200, 100, 255).opaque();

    assertThat(fit(photo, Polarity.AS_IS)).isEqualTo(bar(28, 14, 255));
  }

  @Test
  void marginIsThatOfTheDataset() {
    DecodedImage photo = Drawing.of(480, 640, 0).rectangle(200, 60, 200, 100, 255).opaque();

    assertThat(fit(photo, Polarity.AS_IS, new Framing(0.25, 255))).isEqualTo(bar(14, 8, 255));
  }

  @ParameterizedTest
  @CsvSource({"20, 40, 255", "120, 120, 250", "150, 150, 250", "100, 140, 255"})
  void lightThingLiesUponBlack(int left, int right, int thing) {
    DecodedImage photo =
        Drawing.gradient(480, 640, left, right)
            .noise()
            .rectangle(40, 120, 400, 200, thing)
            .opaque();

    for (Polarity polarity : Polarity.values()) {
      assertThat(fit(photo, polarity)).isEqualTo(bar(28, 14, 255));
    }
  }

  @ParameterizedTest
  @CsvSource({"190, 240, 0", "230, 230, 60", "120, 120, 0", "90, 110, 10"})
  void darkThingOnLightIsInvertedUponBlack(int left, int right, int thing) {
    DecodedImage photo =
        Drawing.gradient(480, 640, left, right)
            .noise()
            .rectangle(40, 120, 400, 200, thing)
            .opaque();

    byte[] image = fit(photo, Polarity.AUTO);

    for (int i = 0; i < 784; i++) {
      boolean inside = i % 28 >= 7 && i % 28 < 21;
      assertThat(image[i] & 0xff).as("pixel %d", i).isBetween(inside ? 180 : 0, inside ? 255 : 0);
    }
  }

  @Test
  void asIsInvertsNothing() {
    DecodedImage photo = Drawing.of(480, 640, 220).rectangle(200, 60, 200, 100, 30).opaque();

    assertThat(fit(photo, Polarity.AS_IS)).isEqualTo(bar(28, 14, 30));
  }

  @Test
  void imageOfTheModelsSizeIsUnchanged() {
    DecodedImage image = Drawing.of(28, 28, 40).rectangle(10, 10, 4, 4, 90).opaque();

    assertThat(fit(image, Polarity.AS_IS)).isEqualTo(image.values());
  }

  @Test
  void thinStrokesSurvive() {
    DecodedImage drawing = Drawing.of(480, 640, 250).outline(100, 200, 280, 280, 10).opaque();

    byte[] image = fit(drawing, Polarity.AUTO);

    assertThat(image[0] & 0xff).as("corner").isEqualTo(255);
    assertThat(image[14] & 0xff).as("upper stroke").isGreaterThan(120);
    assertThat(image[14 * 28 + 14] & 0xff).as("inside").isZero();
  }

  @Test
  void specksAreNoContent() {
    Drawing drawing = Drawing.of(480, 640, 0).rectangle(200, 60, 200, 100, 255);
    drawing.rectangle(10, 10, 3, 3, 255).rectangle(470, 630, 2, 5, 200);

    assertThat(fit(drawing.opaque(), Polarity.AS_IS)).isEqualTo(bar(28, 14, 255));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 120, 250})
  void emptySheetIsBlack(int background) {
    DecodedImage sheet = Drawing.of(480, 640, background).noise().opaque();

    for (Polarity polarity : Polarity.values()) {
      assertThat(fit(sheet, polarity)).isEqualTo(new byte[784]);
    }
  }

  @Test
  void thingMayReachTheBorder() {
    DecodedImage photo = Drawing.of(480, 640, 10).rectangle(80, 100, 400, 200, 255).opaque();

    assertThat(fit(photo, Polarity.AUTO)).isEqualTo(bar(28, 14, 255));
  }

  @ParameterizedTest
  @EnumSource
  void imageWithoutEvenBackgroundIsResized(Polarity polarity) {
    byte[] values = new byte[100 * 100];
    new Random(1).nextBytes(values);
    DecodedImage photo = new DecodedImage(100, 100, 1, values, null);

    assertThat(fit(photo, polarity))
        .isEqualTo(new ImageConversion(FORMAT, Fit.RESIZE, polarity, FRAMING).apply(photo));
  }

  @ParameterizedTest
  @EnumSource
  void imageForADatasetWithoutFramingIsResized(Polarity polarity) {
    DecodedImage photo = Drawing.of(480, 640, 200).rectangle(200, 60, 200, 100, 30).opaque();

    assertThat(fit(photo, polarity, null))
        .isEqualTo(new ImageConversion(FORMAT, Fit.RESIZE, polarity, null).apply(photo));
  }

  @Test
  void colorThingOnWhiteIsInverted() {
    byte[] values = new byte[3 * 100 * 100];
    Arrays.fill(values, (byte) 255);
    for (int pixel = 0; pixel < 100 * 100; pixel++) {
      if (pixel / 100 >= 20 && pixel / 100 < 60 && pixel % 100 >= 40 && pixel % 100 < 80) {
        values[3 * pixel + 1] = values[3 * pixel + 2] = 0;
      }
    }
    ImageFormat format = new ImageFormat(3, 8, 8);
    DecodedImage red = new DecodedImage(100, 100, 3, values, null);

    byte[] image = new ImageConversion(format, Fit.AUTO, Polarity.AUTO, FRAMING).apply(red);

    byte[] cyan = new byte[192];
    for (int i = 0; i < cyan.length; i++) {
      cyan[i] = (byte) (i % 3 == 0 ? 0 : 255);
    }
    assertThat(image).isEqualTo(cyan);
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "1, 3000", "3000, 1", "2, 3", "257, 1", "5, 512"})
  void anySizeIsAccepted(int height, int width) {
    byte[] values = new byte[height * width];
    values[0] = (byte) 200;
    DecodedImage image = new DecodedImage(height, width, 1, values, null);

    for (Polarity polarity : Polarity.values()) {
      assertThat(fit(image, polarity)).hasSize(784);
    }
  }

  private static byte[] fit(DecodedImage image, Polarity polarity) {
    return fit(image, polarity, FRAMING);
  }

  private static byte[] fit(DecodedImage image, Polarity polarity, Framing framing) {
    return new ImageConversion(FORMAT, Fit.AUTO, polarity, framing).apply(image);
  }

  /** Returns an image of 28x28 with a bar in the middle. */
  private static byte[] bar(int height, int width, int value) {
    int top = (28 - height) / 2;
    int left = (28 - width) / 2;
    return Drawing.of(28, 28, 0).rectangle(top, left, height, width, value).opaque().values();
  }
}
