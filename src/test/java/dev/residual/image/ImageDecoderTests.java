package dev.residual.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.residual.image.ImageException.Kind;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.junit.jupiter.api.Test;

class ImageDecoderTests {

  private static final ImageFormat FORMAT = ImageFormat.gray(28, 28);

  @Test
  void grayPngKeepsItsValues() {
    assertThat(ImageDecoder.decode(grayPng(), FORMAT)).isEqualTo(ramp());
  }

  @Test
  void grayPngWithGammaKeepsItsValues() {
    byte[] file =
        new PngMaker(28, 28, 8, PngMaker.GRAY)
            .chunk("gAMA", data -> data.writeInt(45455))
            .finish(ramp(), 28);

    assertThat(ImageDecoder.decode(file, FORMAT)).isEqualTo(ramp());
  }

  @Test
  void sixteenBitGrayPngKeepsItsValues() {
    byte[] samples = new byte[2 * 784];
    for (int i = 0; i < 784; i++) {
      samples[2 * i] = samples[2 * i + 1] = (byte) i;
    }
    byte[] file = new PngMaker(28, 28, 16, PngMaker.GRAY).finish(samples, 56);

    assertThat(ImageDecoder.decode(file, FORMAT)).isEqualTo(ramp());
  }

  @Test
  void lowBitDepthsUseTheWholeRange() {
    for (int depth : new int[] {1, 2, 4}) {
      int rowLength = (28 * depth + 7) / 8;
      byte[] samples = new byte[28 * rowLength];
      byte[] expected = new byte[784];
      int max = (1 << depth) - 1;
      for (int i = 0; i < 784; i++) {
        int bit = i % 28 * depth;
        samples[i / 28 * rowLength + bit / 8] |= (byte) ((i & max) << (8 - depth - bit % 8));
        expected[i] = (byte) ((i & max) * 255 / max);
      }
      byte[] file = new PngMaker(28, 28, depth, PngMaker.GRAY).finish(samples, rowLength);

      assertThat(ImageDecoder.decode(file, FORMAT)).as("%d bits", depth).isEqualTo(expected);
    }
  }

  @Test
  void grayPaletteKeepsItsValues() {
    byte[] file =
        new PngMaker(28, 28, 8, PngMaker.PALETTE)
            .chunk(
                "PLTE",
                data -> {
                  for (int i = 0; i < 256; i++) {
                    data.write(new byte[] {(byte) ~i, (byte) ~i, (byte) ~i});
                  }
                })
            .finish(ramp(), 28);
    byte[] expected = ramp();
    for (int i = 0; i < 784; i++) {
      expected[i] = (byte) ~expected[i];
    }

    assertThat(ImageDecoder.decode(file, FORMAT)).isEqualTo(expected);
  }

  @Test
  void colorBecomesLuma() {
    // Red, green and blue become 0.299, 0.587 and 0.114 of 255. The rest is gray, given as color.
    byte[] samples = new byte[3 * 784];
    samples[0] = samples[4] = samples[8] = (byte) 255;
    Arrays.fill(samples, 9, samples.length, (byte) 77);
    byte[] gray =
        ImageDecoder.decode(new PngMaker(28, 28, 8, PngMaker.COLOR).finish(samples, 84), FORMAT);

    assertThat(Arrays.copyOf(gray, 4)).containsExactly((byte) 76, (byte) 150, (byte) 29, (byte) 77);
    assertThat(gray[783]).isEqualTo((byte) 77);
  }

  @Test
  void transparencyIsBlendedWithBlack() {
    byte[] grayAlpha = new byte[2 * 784];
    grayAlpha[0] = grayAlpha[2] = (byte) 200;
    grayAlpha[1] = (byte) 255;
    grayAlpha[3] = (byte) 51;
    byte[] colorAlpha = new byte[4 * 784];
    Arrays.fill(colorAlpha, 0, 3, (byte) 200);
    Arrays.fill(colorAlpha, 4, 7, (byte) 200);
    colorAlpha[3] = (byte) 255;
    colorAlpha[7] = (byte) 51;

    byte[] ofGray =
        ImageDecoder.decode(
            new PngMaker(28, 28, 8, PngMaker.GRAY_ALPHA).finish(grayAlpha, 56), FORMAT);
    byte[] ofColor =
        ImageDecoder.decode(
            new PngMaker(28, 28, 8, PngMaker.COLOR_ALPHA).finish(colorAlpha, 112), FORMAT);

    assertThat(ofGray).startsWith((byte) 200, (byte) 40, (byte) 0);
    assertThat(ofColor).isEqualTo(ofGray);
  }

  @Test
  void readsGrayAndColorJpegs() throws IOException {
    for (int type : new int[] {BufferedImage.TYPE_BYTE_GRAY, BufferedImage.TYPE_INT_RGB}) {
      byte[] gray = ImageDecoder.decode(jpeg(type), FORMAT);

      assertThat(gray).hasSize(784);
      assertThat(Byte.toUnsignedInt(gray[3 * 28 + 3])).isBetween(195, 205);
      assertThat(Byte.toUnsignedInt(gray[20 * 28 + 20])).isBetween(0, 5);
    }
  }

  @Test
  void otherFilesAreRejected() {
    assertThat(rejection("hello, I am named image.png".getBytes(StandardCharsets.UTF_8)).kind())
        .isEqualTo(Kind.NOT_AN_IMAGE);
    assertThat(rejection(new byte[0]))
        .hasMessage("the file is empty; send a PNG or JPEG")
        .returns(Kind.NOT_AN_IMAGE, ImageException::kind);
    assertThat(rejection("GIF89a".getBytes(StandardCharsets.US_ASCII)).kind())
        .isEqualTo(Kind.UNREADABLE);
  }

  @Test
  void decompressionBombIsRejectedFromItsHeader() {
    byte[] bomb =
        new PngMaker(20_000, 20_000, 1, PngMaker.GRAY).finish(new byte[2_500 * 20_000], 2_500);

    assertThat(bomb).hasSizeLessThan(60_000);
    assertThat(rejection(bomb))
        .hasMessageContaining("20000x20000")
        .returns(Kind.TOO_LARGE, ImageException::kind);
  }

  @Test
  void jpegWithThousandScansIsRejected() throws IOException {
    byte[] whole = jpeg(BufferedImage.TYPE_BYTE_GRAY);
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    file.write(whole, 0, whole.length - 2);
    for (int i = 0; i < 999; i++) {
      file.write(new byte[] {(byte) 0xff, (byte) 0xda, 0, 8, 1, 1, 0, 0, 63, 0});
    }
    file.write(whole, whole.length - 2, 2);

    assertThat(rejection(file.toByteArray()))
        .hasMessage("the JPEG file has 1000 scans; at most 100 are decoded")
        .returns(Kind.UNREADABLE, ImageException::kind);
  }

  @Test
  void progressiveJpegIsRead() throws IOException {
    BufferedImage image = new BufferedImage(28, 28, BufferedImage.TYPE_INT_RGB);
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    ImageWriteParam progressive = writer.getDefaultWriteParam();
    progressive.setProgressiveMode(ImageWriteParam.MODE_DEFAULT);
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    try (ImageOutputStream stream = new MemoryCacheImageOutputStream(file)) {
      writer.setOutput(stream);
      writer.write(null, new IIOImage(image, null, null), progressive);
    } finally {
      writer.dispose();
    }

    assertThat(ImageDecoder.decode(file.toByteArray(), FORMAT)).isEqualTo(new byte[784]);
  }

  @Test
  void wrongSizeIsNamed() {
    byte[] file = new PngMaker(27, 28, 8, PngMaker.GRAY).finish(new byte[756], 27);

    assertThat(rejection(file))
        .hasMessage(
            "the image must have 28x28 pixels, had 27x28; of an image of any size ?fit=auto cuts out the content, and ?fit=resize takes all")
        .returns(Kind.WRONG_SIZE, ImageException::kind);
  }

  @Test
  void truncatedPngIsRejected() {
    byte[] whole = grayPng();
    for (int length = 8; length < whole.length; length++) {
      assertThat(rejection(Arrays.copyOf(whole, length)).kind())
          .as("%d of %d bytes", length, whole.length)
          .isEqualTo(Kind.UNREADABLE);
    }
  }

  @Test
  void truncatedJpegIsRejected() throws IOException {
    byte[] whole = jpeg(BufferedImage.TYPE_INT_RGB);
    for (int length = 3; length < whole.length - 1; length++) {
      assertThat(rejection(Arrays.copyOf(whole, length)).kind())
          .as("%d of %d bytes", length, whole.length)
          .isEqualTo(Kind.UNREADABLE);
    }
  }

  @Test
  void pngWithFlippedBitIsRejected() {
    byte[] whole = grayPng();
    for (int i = 24; i < whole.length - 12; i++) {
      byte[] corrupt = whole.clone();
      corrupt[i] ^= 4;

      assertThat(rejection(corrupt).kind()).as("byte %d", i).isEqualTo(Kind.UNREADABLE);
    }
  }

  @Test
  void pngWithoutImageIsRejected() {
    assertThat(rejection(new PngMaker(28, 28, 8, PngMaker.GRAY).end()).kind())
        .isEqualTo(Kind.UNREADABLE);
    assertThat(rejection(new PngMaker(28, 28, 9, PngMaker.GRAY).end()).kind())
        .isEqualTo(Kind.UNREADABLE);
    assertThat(rejection(new PngMaker(28, 28, 8, PngMaker.PALETTE).finish(ramp(), 28)).kind())
        .isEqualTo(Kind.UNREADABLE);
  }

  @Test
  void corruptFilesThrowOnlyImageException() throws IOException {
    Random random = new Random(42);
    for (byte[] valid : new byte[][] {grayPng(), jpeg(BufferedImage.TYPE_INT_RGB)}) {
      for (int round = 0; round < 300; round++) {
        byte[] file = valid.clone();
        for (int i = 0; i < 5; i++) {
          file[3 + random.nextInt(file.length - 3)] = (byte) random.nextInt();
        }
        try {
          assertThat(ImageDecoder.decode(file, FORMAT)).hasSize(784);
        } catch (ImageException e) {
          assertThat(e.getMessage()).isNotBlank();
        }
      }
    }
  }

  private static ImageException rejection(byte[] file) {
    ImageException rejection =
        catchThrowableOfType(ImageException.class, () -> ImageDecoder.decode(file, FORMAT));
    assertThat(rejection).isNotNull();
    return rejection;
  }

  private static byte[] ramp() {
    byte[] pixels = new byte[784];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) i;
    }
    return pixels;
  }

  private static byte[] grayPng() {
    return new PngMaker(28, 28, 8, PngMaker.GRAY).finish(ramp(), 28);
  }

  /** Returns a JPEG of 28x28 pixels: 200 in the upper left 16x16 pixels, black elsewhere. */
  private static byte[] jpeg(int type) throws IOException {
    BufferedImage image = new BufferedImage(28, 28, type);
    int bands = image.getRaster().getNumBands();
    for (int i = 0; i < 16 * 16; i++) {
      for (int band = 0; band < bands; band++) {
        image.getRaster().setSample(i % 16, i / 16, band, 200);
      }
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    assertThat(ImageIO.write(image, "jpeg", bytes)).isTrue();
    return bytes.toByteArray();
  }
}
