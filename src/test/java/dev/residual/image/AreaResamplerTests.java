package dev.residual.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AreaResamplerTests {

  private static final byte BLACK = 0;
  private static final byte WHITE = (byte) 255;

  @Test
  void imageOfTargetSizeIsUnchanged() {
    byte[] gray = noise(28, 28);

    assertThat(resized(gray, 28, 28)).isEqualTo(gray);
  }

  @Test
  void halvingAveragesFourPixels() {
    byte[] gray = noise(56, 56);
    byte[] expected = new byte[784];
    for (int i = 0; i < 784; i++) {
      int corner = i / 28 * 2 * 56 + i % 28 * 2;
      int sum = at(gray, corner) + at(gray, corner + 1);
      sum += at(gray, corner + 56) + at(gray, corner + 57);
      expected[i] = (byte) ((sum + 2) / 4);
    }

    assertThat(resized(gray, 56, 56)).isEqualTo(expected);
  }

  @Test
  void partlyCoveredPixelIsWeighted() {
    // From 42 to 28 pixels, a target pixel covers one and a half source pixels.
    byte[] gray = new byte[42 * 42];
    for (int y = 0; y < 42; y++) {
      gray[y * 42] = (byte) 30;
      gray[y * 42 + 1] = (byte) 90;
    }

    assertThat(resized(gray, 42, 42)).startsWith(50, 30, 0).endsWith(0, 0, 0);
  }

  @ParameterizedTest
  @CsvSource({"29, 29", "30, 30", "41, 41", "97, 97", "300, 300", "1009, 1009", "5, 5", "27, 27"})
  void meanIsKept(int width, int height) {
    byte[] gray = noise(width, height);
    Arrays.fill(gray, 0, gray.length / 3, WHITE);

    // Rounding changes each value by at most one half.
    assertThat(mean(resized(gray, width, height))).isCloseTo(mean(gray), within(0.5));
  }

  @ParameterizedTest
  @CsvSource({
    "30, 28, 28, 26", // 28 x 26.1
    "28, 30, 26, 28",
    "28, 27, 28, 28", // a margin of half a pixel is not possible
    "28, 26, 28, 26",
    "100, 50, 28, 14",
    "50, 100, 14, 28",
    "640, 480, 28, 22", // 28 x 21
    "1, 4000, 2, 28",
    "4000, 1, 28, 2",
    "1, 4000000, 2, 28",
    "4000000, 1, 28, 2",
    "2000, 2000, 28, 28",
    "1, 1, 28, 28",
    "2, 1, 28, 14",
    "3, 2, 28, 18", // 28 x 18.7
    "7, 14, 14, 28"
  })
  void aspectRatioIsKeptWithBlackMargins(int width, int height, int columns, int rows) {
    byte[] white = new byte[width * height];
    Arrays.fill(white, WHITE);
    byte[] expected = new byte[784];
    for (int i = 0; i < 784; i++) {
      boolean inside = Math.abs(2 * (i % 28) - 27) < columns && Math.abs(2 * (i / 28) - 27) < rows;
      expected[i] = inside ? WHITE : BLACK;
    }

    assertThat(resized(white, width, height)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({"5, 7", "27, 28", "33, 29", "57, 56", "100, 99", "101, 37", "3, 400"})
  void symmetricImageStaysSymmetric(int width, int height) {
    byte[] gray = noise(width, height);
    for (int i = 0; i < gray.length; i++) {
      int x = Math.min(i % width, width - 1 - i % width);
      int y = Math.min(i / width, height - 1 - i / width);
      gray[i] = gray[y * width + x];
    }

    byte[] image = resized(gray, width, height);

    for (int i = 0; i < 784; i++) {
      int besides = i / 28 * 28 + 27 - i % 28;
      int below = (27 - i / 28) * 28 + i % 28;
      assertThat(image[i]).isEqualTo(image[besides]).isEqualTo(image[below]);
    }
  }

  @Test
  void enlargingRepeatsPixelsInBlocks() {
    byte[] image = resized(new byte[] {10, 20, 30, 40}, 2, 2);

    for (int i = 0; i < 784; i++) {
      int expected = 10 + (i % 28 < 14 ? 0 : 10) + (i / 28 < 14 ? 0 : 20);
      assertThat(at(image, i)).isEqualTo(expected);
    }
  }

  @Test
  void transposedImageGivesTransposedResult() {
    byte[] upright = noise(45, 61);
    byte[] transposed = new byte[upright.length];
    for (int i = 0; i < upright.length; i++) {
      transposed[i % 45 * 61 + i / 45] = upright[i];
    }

    byte[] expected = resized(upright, 45, 61);
    byte[] image = resized(transposed, 61, 45);

    for (int i = 0; i < 784; i++) {
      assertThat(image[i % 28 * 28 + i / 28]).isEqualTo(expected[i]);
    }
  }

  private static byte[] noise(int width, int height) {
    byte[] gray = new byte[width * height];
    new Random(width * 31L + height).nextBytes(gray);
    return gray;
  }

  private static double mean(byte[] gray) {
    double sum = 0;
    for (int i = 0; i < gray.length; i++) {
      sum += at(gray, i);
    }
    return sum / gray.length;
  }

  private static int at(byte[] gray, int i) {
    return gray[i] & 0xff;
  }

  private static byte[] resized(byte[] gray, int width, int height) {
    return AreaResampler.apply(gray, ImageFormat.gray(height, width), ImageFormat.gray(28, 28));
  }
}
