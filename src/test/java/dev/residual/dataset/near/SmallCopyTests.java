package dev.residual.dataset.near;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.residual.image.ImageFormat;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SmallCopyTests {

  private static SmallCopy plain(int level) {
    byte[] pixels = new byte[28 * 20];
    Arrays.fill(pixels, (byte) level);
    return SmallCopy.of(pixels, ImageFormat.gray(28, 20));
  }

  /** Returns an image of any size with an edge at a share of the width. */
  private static SmallCopy edge(double at, int height, int width, int dark, int bright) {
    byte[] pixels = new byte[height * width];
    for (int i = 0; i < pixels.length; i++) {
      double covered = Math.max(0, Math.min(1, at * width - i % width));
      pixels[i] = (byte) Math.round(dark + (bright - dark) * covered);
    }
    return SmallCopy.of(pixels, ImageFormat.gray(height, width));
  }

  @Test
  void pixelIsTheMeanOfItsArea() {
    byte[] pixels = new byte[18 * 27];
    new Random(1).nextBytes(pixels);
    SmallCopy copy = SmallCopy.of(pixels, ImageFormat.gray(18, 27));
    double sum = 0;
    for (int y = 8; y < 10; y++) {
      for (int x = 15; x < 18; x++) {
        sum += pixels[27 * y + x] & 0xff;
      }
    }
    assertThat((double) copy.level(4, 5)).isCloseTo(sum / 6, within(0.01));
  }

  @Test
  void imagesOfAnySizeHaveACopy() {
    assertThat(edge(0.5, 1, 1, 0, 200).level(8, 8)).isEqualTo(100);
    assertThat(edge(0.5, 1, 1500, 0, 200).level(3, 0)).isEqualTo(200);
    assertThat(edge(0.5, 1500, 2, 0, 200).level(3, 8)).isZero();
  }

  @Test
  void grayAndColorGiveTheSameCopy() {
    byte[] gray = new byte[100];
    new Random(1).nextBytes(gray);
    byte[] color = new byte[300];
    for (int i = 0; i < 300; i++) {
      color[i] = gray[i / 3];
    }
    assertThat(SmallCopy.of(color, new ImageFormat(3, 10, 10)).bytes())
        .isEqualTo(SmallCopy.of(gray, ImageFormat.gray(10, 10)).bytes());
  }

  @Test
  void sizeAndBrightnessMatterLittle() {
    SmallCopy copy = edge(0.4, 40, 60, 20, 200);
    assertThat(copy.isLike(edge(0.4, 40, 60, 20, 200))).isTrue();
    assertThat(copy.isLike(edge(0.4, 39, 61, 25, 205))).isTrue();
    assertThat(copy.isLike(edge(0.4, 240, 180, 25, 205))).isTrue();
    assertThat(copy.isLike(edge(0.4, 40, 60, 29, 209))).isFalse();
    assertThat(copy.isLike(edge(0.45, 40, 60, 20, 200))).isFalse();
  }

  @Test
  void plainImagesOfOneBrightnessLookAlike() {
    assertThat(plain(100).isLike(plain(103))).isTrue();
    assertThat(plain(100).isLike(plain(120))).isFalse();
    assertThat(DifferenceHash.of(plain(100))).isEqualTo(new DifferenceHash(0, 0));
  }

  @Test
  void bytesGiveTheCopyAgain() {
    SmallCopy copy = edge(0.4, 40, 60, 20, 255);
    assertThat(copy.bytes()).hasSize(SmallCopy.BYTES);
    assertThat(SmallCopy.of(copy.bytes()).difference(copy)).isZero();
  }
}
