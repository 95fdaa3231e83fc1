package dev.residual.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import dev.residual.image.ImageException.Kind;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Decodes JPEGs whose segments are changed, which show an orange of (230, 120, 20). */
class JpegImageTests {

  private static final int[] ORANGE = {230, 120, 20};
  private static final ImageFormat COLOR = new ImageFormat(3, 16, 16);
  private static final byte[] JFIF = segment(0xe0, "JFIF\0\1\2\0\0\1\0\1\0\0");

  @Test
  void componentsAreTakenForYccWithoutAnyMarker() throws IOException {
    assertOrange(without(JFIF));
    assertOrange(withIds(without(JFIF), 0, 1, 2));
    assertOrange(withIds(without(JFIF), 'A', 'B', 'C'));
  }

  @Test
  void componentsAreRgbIfTheyAreCalledSo() throws IOException {
    int[] ycc = ycc();
    byte[] rgb = withIds(without(JFIF), 'R', 'G', 'B');

    assertShows(rgb, ycc);
    assertShows(withSegments(without(JFIF), adobe(0)), ycc);
  }

  @Test
  void jfifCountsMoreThanAnAdobeMarker() throws IOException {
    assertOrange(withSegments(orange(), adobe(0)));
  }

  @Test
  void damagedProfilesAndPreviewsDoNotMatter() throws IOException {
    byte[] empty = segment(0xe2, "ICC_PROFILE\0\1\1");
    byte[] second = segment(0xe2, "ICC_PROFILE\0\2\3rubbish");
    byte[] zero = segment(0xe2, "ICC_PROFILE\0\0\0");
    byte[] exif = segment(0xe1, "Exif\0\0II*\0rubbish");
    byte[] preview = segment(0xe0, "JFXX\0\20\377\330rubbish");

    assertOrange(withSegments(orange(), empty));
    assertOrange(withSegments(orange(), second, second));
    assertOrange(withSegments(orange(), zero, exif, preview));
    assertOrange(withSegments(orange(), segment(0xe1, ""), segment(0xee, "Adobe")));
  }

  @Test
  void strayBytesBetweenSegmentsAreSkipped() throws IOException {
    assertOrange(withSegments(orange(), new byte[] {1, 2, 3, 0, (byte) 0xff}));
  }

  @ParameterizedTest
  @CsvSource({
    "0xc3, 8, lossless",
    "0xc1, 12, of 12 bits",
    "0xc9, 8, arithmetic-coded",
    "0xc5, 8, hierarchical"
  })
  void otherKindOfJpegIsNamed(String marker, int precision, String kind) throws IOException {
    byte[] file = orange();
    int frame = frame(file);
    file[frame + 1] = (byte) Integer.decode(marker).intValue();
    file[frame + 4] = (byte) precision;

    assertThatExceptionOfType(ImageException.class)
        .isThrownBy(() -> ImageDecoder.decode(file, COLOR))
        .withMessage(
            "the JPEG file is %s, which is not decoded; send a baseline or progressive JPEG of 8 bits",
            kind)
        .returns(Kind.UNREADABLE, ImageException::kind);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 9, 6000})
  void orientationOutsideItsRangeIsIgnored(int orientation) throws IOException {
    String exif = "Exif\0\0MM\0*\0\0\0\10\0\1\1\22\0\3\0\0\0\1";
    String value = "" + (char) (orientation >> 8) + (char) (orientation & 0xff) + "\0\0";

    assertOrange(withSegments(orange(), segment(0xe1, exif + value)));
  }

  @Test
  void largePhotoTakesLittleMemory() throws IOException {
    // The header alone says that 25 megapixels are to be decoded.
    byte[] file = orange();
    int frame = frame(file);
    file[frame + 5] = file[frame + 7] = (byte) (5000 >> 8);
    file[frame + 6] = file[frame + 8] = (byte) (5000 & 0xff);

    DecodingCost cost = ImageDecoder.cost(file, ImageFormat.gray(28, 28), Fit.RESIZE);

    assertThat(cost.pixels()).isEqualTo(25_000_000);
    assertThat(cost.memory()).isLessThan(16_000_000);
  }

  private static void assertOrange(byte[] file) {
    assertShows(file, ORANGE);
  }

  private static void assertShows(byte[] file, int[] color) {
    byte[] image = ImageDecoder.decode(file, COLOR);
    double luma = 0.299 * color[0] + 0.587 * color[1] + 0.114 * color[2];
    for (int channel = 0; channel < 3; channel++) {
      assertThat(image[3 * 100 + channel] & 0xff).isCloseTo(color[channel], within(4));
    }
    byte[] gray = ImageDecoder.decode(file, ImageFormat.gray(16, 16));
    assertThat((double) (gray[100] & 0xff)).isCloseTo(luma, within(3.0));
  }

  private static int[] ycc() {
    double y = 0.299 * ORANGE[0] + 0.587 * ORANGE[1] + 0.114 * ORANGE[2];
    return new int[] {
      (int) y, (int) (128 + (ORANGE[2] - y) / 1.772), (int) (128 + (ORANGE[0] - y) / 1.402)
    };
  }

  private static byte[] orange() throws IOException {
    BufferedImage image = new BufferedImage(16, 16, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < 256; i++) {
      image.setRGB(i % 16, i / 16, ORANGE[0] << 16 | ORANGE[1] << 8 | ORANGE[2]);
    }
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    assertThat(ImageIO.write(image, "jpeg", file)).isTrue();
    return file.toByteArray();
  }

  /** Returns the file without its first segment, which must be the given one. */
  private static byte[] without(byte[] segment) throws IOException {
    byte[] file = orange();
    assertThat(Arrays.copyOfRange(file, 2, 2 + segment.length)).isEqualTo(segment);
    ByteArrayOutputStream changed = new ByteArrayOutputStream();
    changed.write(file, 0, 2);
    changed.write(file, 2 + segment.length, file.length - 2 - segment.length);
    return changed.toByteArray();
  }

  private static byte[] withSegments(byte[] file, byte[]... segments) {
    int at = file[3] == (byte) 0xe0 ? 2 + JFIF.length : 2;
    ByteArrayOutputStream changed = new ByteArrayOutputStream();
    changed.write(file, 0, at);
    for (byte[] segment : segments) {
      changed.writeBytes(segment);
    }
    changed.write(file, at, file.length - at);
    return changed.toByteArray();
  }

  private static byte[] withIds(byte[] file, int... ids) {
    byte[] changed = file.clone();
    int frame = frame(changed);
    int scan = indexOf(changed, 0xda, frame);
    for (int i = 0; i < 3; i++) {
      changed[frame + 10 + 3 * i] = (byte) ids[i];
      changed[scan + 5 + 2 * i] = (byte) ids[i];
    }
    return changed;
  }

  private static int frame(byte[] file) {
    return indexOf(file, 0xc0, 0);
  }

  private static int indexOf(byte[] file, int marker, int from) {
    int at = from;
    while (file[at] != (byte) 0xff || file[at + 1] != (byte) marker) {
      at++;
    }
    return at;
  }

  private static byte[] adobe(int transform) {
    return segment(0xee, "Adobe\0\144\0\0\0\0" + (char) transform);
  }

  private static byte[] segment(int marker, String content) {
    byte[] bytes = content.getBytes(StandardCharsets.ISO_8859_1);
    byte[] segment = new byte[4 + bytes.length];
    segment[0] = (byte) 0xff;
    segment[1] = (byte) marker;
    segment[2] = (byte) ((bytes.length + 2) >> 8);
    segment[3] = (byte) (bytes.length + 2);
    System.arraycopy(bytes, 0, segment, 4, bytes.length);
    return segment;
  }
}
