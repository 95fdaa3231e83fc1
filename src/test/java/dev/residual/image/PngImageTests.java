package dev.residual.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.residual.image.ImageException.Kind;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PngImageTests {

  private static final ImageFormat FORMAT = ImageFormat.gray(2, 2);

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4, 8, 16})
  void transparentGrayIsBackgroundAtAnyDepth(int depth) {
    int max = (1 << depth) - 1;
    byte[] samples = new byte[2 * ((2 * depth + 7) / 8)];
    Arrays.fill(samples, (byte) 0xff);
    // The first pixel is black, the others are white.
    Arrays.fill(samples, 0, (depth + 7) / 8, (byte) (depth < 8 ? 0xff >> depth : 0));
    byte[] file =
        new PngMaker(2, 2, depth, PngMaker.GRAY)
            .chunk("tRNS", data -> data.writeShort(max))
            .finish(samples, samples.length / 2);

    DecodedImage image = new PngImage(PngFile.of(file)).decode(1, true);

    assertThat(image.alpha(0)).isEqualTo(255);
    assertThat(image.value(1, 0)).isEqualTo(255);
    assertThat(image.alpha(1)).isZero();
    assertThat(ImageDecoder.decode(file, FORMAT)).containsOnly(0);
  }

  @Test
  void transparentColorIsBackground() {
    byte[] samples = {10, 20, 30, 90, 90, 90, 10, 20, 31, 90, 90, 90};
    byte[] file =
        new PngMaker(2, 2, 8, PngMaker.COLOR)
            .chunk("tRNS", data -> data.write(new byte[] {0, 10, 0, 20, 0, 30}))
            .finish(samples, 6);

    assertThat(ImageDecoder.decode(file, FORMAT)).containsExactly(0, 90, 18, 90);
  }

  @Test
  void transparencyBesideAnAlphaChannelIsIgnored() {
    byte[] samples = {50, -1, 60, -1, 70, -1, 80, 0};
    byte[] file =
        new PngMaker(2, 2, 8, PngMaker.GRAY_ALPHA)
            .chunk("tRNS", data -> data.writeShort(50))
            .finish(samples, 4);

    assertThat(ImageDecoder.decode(file, FORMAT)).containsExactly(50, 60, 70, 0);
  }

  @Test
  void damagedOptionalChunksDoNotMatter() {
    byte[] file =
        palette()
            .chunk("tRNS", data -> data.write(new byte[] {-1, 0, -1, -1, -1, -1, -1}))
            .chunk("iCCP", data -> data.writeBytes("rubbish"))
            .chunk("bKGD", data -> data.writeByte(200))
            .chunk("hIST", data -> data.writeByte(1))
            .chunk("zTXt", data -> data.writeBytes("rubbish"))
            .finish(new byte[] {0, 1, 1, 0}, 2);

    assertThat(ImageDecoder.decode(file, FORMAT)).containsExactly(100, 0, 0, 100);
  }

  @Test
  void optionalChunkWithAWrongChecksumIsIgnored() {
    byte[] file =
        palette().chunk("gAMA", data -> data.writeInt(45455)).finish(new byte[] {0, 1, 1, 0}, 2);
    int gamma = new String(file, StandardCharsets.ISO_8859_1).indexOf("gAMA");
    file[gamma + 9] ^= 1;

    assertThat(ImageDecoder.decode(file, FORMAT)).containsExactly(100, 50, 50, 100);
  }

  @Test
  void unknownNecessaryChunkIsNamed() {
    byte[] file = palette().chunk("XYZw", data -> {}).finish(new byte[4], 2);

    assertThatExceptionOfType(ImageException.class)
        .isThrownBy(() -> ImageDecoder.decode(file, FORMAT))
        .withMessage("the PNG file has a chunk XYZw, which is not decoded")
        .returns(Kind.UNREADABLE, ImageException::kind);
  }

  @Test
  void largeImageIsReadWithSteps() {
    byte[] samples = new byte[4000 * 2000];
    Arrays.fill(samples, 0, 4000 * 1000, (byte) 200);
    byte[] file = new PngMaker(4000, 2000, 8, PngMaker.GRAY).finish(samples, 4000);

    byte[] image = ImageDecoder.decode(file, FORMAT, Fit.RESIZE, Polarity.AS_IS);

    assertThat(ImageDecoder.cost(file, FORMAT, Fit.RESIZE))
        .isEqualTo(new DecodingCost(8_000_000, 2_000_000 * 5L + file.length + 3 * 4000 + 4 * 2000));
    assertThat(image).hasSize(4);
  }

  @Test
  void rowsOfAWideImageCountForItsMemory() {
    byte[] header = new PngMaker(65_535, 61, 16, PngMaker.COLOR_ALPHA).end();
    long pixels = 65_535L * 61;

    // Of each pixel there are eight bytes in ImageIO's image, and the values, the alpha, the
    // blended image and the inverted one. Then there are three rows of eight bytes a pixel, and one
    // of four whole numbers.
    assertThat(ImageDecoder.cost(header, FORMAT, Fit.RESIZE).memory())
        .isEqualTo(pixels * (8 + 4) + header.length + 3 * 8 * 65_535L + 4 * 4 * 65_535L);
  }

  @Test
  void borderCountsForTheMemoryOfAutoFit() {
    byte[] header = new PngMaker(65_535, 61, 8, PngMaker.GRAY).end();

    long more =
        ImageDecoder.cost(header, FORMAT, Fit.AUTO).memory()
            - ImageDecoder.cost(header, FORMAT, Fit.RESIZE).memory();

    // It has the content as it is, on black and trimmed, and a number for each pixel of the border.
    assertThat(more).isGreaterThan(2 * 65_535L * 61 + 2 * 8 * (65_535 + 61));
  }

  private static PngMaker palette() {
    return new PngMaker(2, 2, 8, PngMaker.PALETTE)
        .chunk("PLTE", data -> data.write(new byte[] {100, 100, 100, 50, 50, 50}));
  }
}
