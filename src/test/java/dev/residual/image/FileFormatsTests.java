package dev.residual.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.residual.image.ImageException.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import javax.imageio.IIOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Decodes files of each format, which Pillow 12.3 wrote. All of them show {@code boot.png}. */
class FileFormatsTests {

  private static final ImageFormat GRAY = ImageFormat.gray(28, 28);
  private static final ImageFormat COLOR = new ImageFormat(3, 28, 28);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "boot.gif",
        "boot-animated.gif",
        "boot-interlaced.gif",
        "boot-transparent.gif",
        "boot-8.bmp",
        "boot-24.bmp",
        "boot-32.bmp",
        "boot-rle.bmp",
        "boot-8.tif",
        "boot-16.tif",
        "boot-16.png",
        "boot-rgb.tif",
        "boot-rgba.tif",
        "boot-cmyk.tif",
        "boot-lzw.tif",
        "boot-deflate.tif",
        "boot-packbits.tif",
        "boot-exif-6.png",
        "boot-orientation-5.tif",
      })
  void losslessFileKeepsItsValues(String name) throws IOException {
    byte[] boot = ImageDecoder.decode(file("boot.png"), GRAY);

    assertThat(ImageDecoder.decode(file(name), GRAY)).isEqualTo(boot);
    assertThat(ImageDecoder.decode(file(name), COLOR)).isEqualTo(threefold(boot));
  }

  @Test
  void tooLargeWebpIsNamedWithItsLimitAndARemedy() throws IOException {
    ByteBuffer file = ByteBuffer.wrap(file("boot-lossy.webp")).order(ByteOrder.LITTLE_ENDIAN);
    String text = new String(file.array(), StandardCharsets.ISO_8859_1);
    int size = text.indexOf("\u009d\u0001*") + 3;
    file.putShort(size, (short) 5000).putShort(size + 2, (short) 2501);

    assertThatExceptionOfType(ImageException.class)
        .isThrownBy(() -> ImageDecoder.cost(file.array(), GRAY, Fit.AUTO))
        .withMessage(
            "the image has 5000x2501 pixels; a WebP may have at most 12500000 in all and 65535 a side; send it smaller, or as JPEG")
        .returns(Kind.TOO_LARGE, ImageException::kind);
  }

  @Test
  void tooLongSideIsNamedInEveryFormat() throws IOException {
    ByteBuffer file = ByteBuffer.wrap(file("boot-rle.bmp")).order(ByteOrder.LITTLE_ENDIAN);
    file.putInt(18, 70_000).putInt(22, 1);

    assertThatExceptionOfType(ImageException.class)
        .isThrownBy(() -> ImageDecoder.cost(file.array(), GRAY, Fit.AUTO))
        .withMessageContaining("70000x1 pixels; a BMP may have")
        .returns(Kind.TOO_LARGE, ImageException::kind);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "boot-lossy.webp",
        "boot-animated.webp",
        "boot-broken-profile.webp",
        "boot-exif-8.webp",
        "boot-jpeg.tif",
        "boot-palette.tif",
        "boot-exif-2.jpg",
        "boot-exif-3.jpg",
        "boot-exif-4.jpg",
        "boot-exif-5.jpg",
        "boot-exif-6.jpg",
        "boot-exif-7.jpg",
        "boot-exif-8.jpg",
      })
  void lossyFileIsCloseToItsValues(String name) throws IOException {
    byte[] boot = ImageDecoder.decode(file("boot.png"), GRAY);

    assertThat(meanDifference(ImageDecoder.decode(file(name), GRAY), boot)).isLessThan(3);
    assertThat(meanDifference(ImageDecoder.decode(file(name), COLOR), threefold(boot)))
        .isLessThan(3);
  }

  @ParameterizedTest
  @ValueSource(strings = {"boot-offset.gif", "boot-offset.webp"})
  void firstImageIsShownAtItsPlaceOnTheCanvas(String name) throws IOException {
    byte[] boot = ImageDecoder.decode(file("boot.png"), GRAY);
    byte[] image = ImageDecoder.decode(file(name), ImageFormat.gray(36, 40));

    byte[] expected = new byte[36 * 40];
    for (int y = 0; y < 28; y++) {
      System.arraycopy(boot, 28 * y, expected, 40 * (y + 4) + 6, 28);
    }
    assertThat(meanDifference(image, expected)).isLessThan(1);
  }

  @ParameterizedTest
  @CsvSource({
    "boot-lossless.webp, a lossless WebP",
    "boot-alpha-lossy.webp, a WebP with transparency"
  })
  void losslessOrTransparentWebpIsNamed(String name, String kind) {
    assertThatExceptionOfType(ImageException.class)
        .isThrownBy(() -> ImageDecoder.decode(file(name), GRAY))
        .withMessage("the file is %s, which is not decoded; send it as PNG", kind)
        .returns(Kind.UNSUPPORTED_IMAGE_FORMAT, ImageException::kind);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "boot.gif",
        "boot-lossy.webp",
        "boot-24.bmp",
        "boot-8.tif",
        "boot-lzw.tif",
        "boot-deflate.tif",
      })
  void truncatedFileIsRejected(String name) throws IOException {
    byte[] whole = file(name);
    for (int length : new int[] {30, whole.length / 3, whole.length / 2, whole.length * 3 / 4}) {
      assertThatExceptionOfType(ImageException.class)
          .as("%d of %d bytes", length, whole.length)
          .isThrownBy(() -> ImageDecoder.decode(Arrays.copyOf(whole, length), GRAY))
          .returns(Kind.UNREADABLE, ImageException::kind);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "'....ftypheic....', HEIC",
    "'....ftypmif1....', HEIC",
    "'....ftypavif....', AVIF",
    "%PDF-1.7, PDF",
    "<svg/>, SVG",
    "'<?xml version=\"1.0\"?><!-- drawn --><svg/>', SVG",
    "8BPS, Photoshop",
  })
  void otherFormatIsNamedWithARemedy(String start, String format) {
    assertThatExceptionOfType(ImageException.class)
        .isThrownBy(() -> ImageDecoder.decode(start.getBytes(StandardCharsets.ISO_8859_1), GRAY))
        .withMessageStartingWith("the file is " + format + ", which is not decoded; ")
        .returns(Kind.UNSUPPORTED_IMAGE_FORMAT, ImageException::kind);
  }

  @ParameterizedTest
  @CsvSource({
    "258, 28, it has samples of 28 bits",
    "339, 3, its samples are no unsigned whole numbers",
    "277, 500, it has 500 samples a pixel",
    "279, 60000, a strip is longer than the file"
  })
  void tiffThatClaimsTooMuchIsRefusedFromItsHeader(int tag, int value, String fault)
      throws IOException {
    byte[] file = file("boot-8.tif");
    ByteBuffer data = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    // The last field of the directory is replaced, or the field of the tag.
    int directory = data.getInt(4);
    int fields = data.getShort(directory);
    int at = directory + 2;
    while (data.getShort(at) != tag && at < directory + 2 + 12 * (fields - 1)) {
      at += 12;
    }
    data.putShort(at, (short) tag).putShort(at + 2, (short) 3).putInt(at + 4, 1);
    data.putShort(at + 8, (short) value);

    assertThatExceptionOfType(ImageException.class)
        .isThrownBy(() -> ImageDecoder.cost(file, GRAY, Fit.EXACT))
        .withMessageContaining(fault)
        .returns(Kind.UNREADABLE, ImageException::kind);
  }

  @ParameterizedTest
  @CsvSource({
    "258, 258, 1, a field is there twice",
    "700, 701, 30, its fields are longer than the file"
  })
  void tiffWithTooMuchToReadIsRefusedFromItsHeader(int tag, int other, int count, String fault) {
    ByteBuffer data = ByteBuffer.allocate(50).order(ByteOrder.LITTLE_ENDIAN);
    data.put("II*\0".getBytes(StandardCharsets.ISO_8859_1)).putInt(8).putShort((short) 2);
    for (int each : new int[] {tag, other}) {
      data.putShort((short) each).putShort((short) 1).putInt(count).putInt(8);
    }

    assertThatExceptionOfType(ImageException.class)
        .isThrownBy(() -> ImageDecoder.cost(data.array(), GRAY, Fit.EXACT))
        .withMessageContaining(fault)
        .returns(Kind.UNREADABLE, ImageException::kind);
  }

  @Test
  void framesInFramesOfAWebpAreNotRead() {
    int frames = 30_000;
    ByteBuffer data = ByteBuffer.allocate(12 + 24 * frames).order(ByteOrder.LITTLE_ENDIAN);
    data.put("RIFF".getBytes(StandardCharsets.ISO_8859_1)).putInt(data.capacity() - 8);
    data.put("WEBP".getBytes(StandardCharsets.ISO_8859_1));
    while (data.hasRemaining()) {
      data.put("ANMF".getBytes(StandardCharsets.ISO_8859_1)).putInt(data.remaining() - 4);
      data.put(new byte[16]);
    }

    assertThatExceptionOfType(ImageException.class)
        .isThrownBy(() -> ImageDecoder.decode(data.array(), GRAY))
        .returns(Kind.UNREADABLE, ImageException::kind);
  }

  @Test
  void errorInsideAReadersExceptionIsLackOfMemory() {
    assertThatExceptionOfType(ImageException.class)
        .isThrownBy(
            () ->
                ImageIoFile.read(
                    FileFormat.PNG,
                    file("boot.png"),
                    false,
                    reader -> {
                      throw new IIOException("Caught exception", new OutOfMemoryError("Java heap"));
                    }))
        .returns(Kind.NO_MEMORY, ImageException::kind);
  }

  private static byte[] file(String name) throws IOException {
    try (InputStream in = FileFormatsTests.class.getResourceAsStream("files/" + name)) {
      return Objects.requireNonNull(in, name).readAllBytes();
    }
  }

  private static byte[] threefold(byte[] gray) {
    byte[] color = new byte[3 * gray.length];
    for (int i = 0; i < color.length; i++) {
      color[i] = gray[i / 3];
    }
    return color;
  }

  private static double meanDifference(byte[] image, byte[] expected) {
    double sum = 0;
    for (int i = 0; i < expected.length; i++) {
      sum += Math.abs((image[i] & 0xff) - (expected[i] & 0xff));
    }
    return sum / expected.length;
  }
}
