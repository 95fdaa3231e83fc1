package dev.residual.image;

import static dev.residual.image.ImageException.Kind.UNREADABLE;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/**
 * Checks the first directory of a TIFF file. ImageIO allocates tables and buffers of the sizes that
 * it claims, also of gigabytes.
 */
final class TiffHeader {

  private static final int BITS_PER_SAMPLE = 258;
  private static final int SAMPLES_PER_PIXEL = 277;
  private static final int STRIP_BYTES = 279;
  private static final int TILE_WIDTH = 322;
  private static final int TILE_HEIGHT = 323;
  private static final int TILE_BYTES = 325;
  private static final int SAMPLE_FORMAT = 339;

  private static final int SHORT = 3;
  private static final int LONG = 4;
  private static final int UNSIGNED = 1;

  private static final Set<Long> BITS = Set.of(1L, 2L, 4L, 8L, 16L);
  private static final long MAX_SAMPLES = 5;
  private static final long MAX_TILE_SIDE = 5000;

  /** The tags whose values are looked at. */
  private static final Set<Integer> CHECKED =
      Set.of(
          BITS_PER_SAMPLE,
          SAMPLE_FORMAT,
          SAMPLES_PER_PIXEL,
          STRIP_BYTES,
          TILE_BYTES,
          TILE_WIDTH,
          TILE_HEIGHT);

  /** The number of bytes of a value, by the number of its type. */
  private static final int[] VALUE_BYTES = {1, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8};

  private final ByteBuffer file;
  private final Set<Integer> tags = new HashSet<>();
  private long fieldBytes;

  private TiffHeader(ByteBuffer file) {
    this.file = file;
  }

  /**
   * Checks a file.
   *
   * @param file begins with the TIFF signature
   * @throws ImageException if the file is damaged or has samples of a kind that is not decoded
   */
  static void check(byte[] file) {
    ByteBuffer data = ByteBuffer.wrap(file);
    data.order(data.get(0) == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
    new TiffHeader(data).check();
  }

  private void check() {
    file.position(file.getInt(4));
    int entries = Short.toUnsignedInt(file.getShort());
    for (int i = 0; i < entries; i++) {
      int at = file.position();
      checkField(at);
      file.position(at + 12);
    }
  }

  private void checkField(int at) {
    int tag = Short.toUnsignedInt(file.getShort(at));
    int type = file.getShort(at + 2);
    long count = Integer.toUnsignedLong(file.getInt(at + 4));
    // Fields may not overlap. The decoder reads each, so a small file could take it minutes.
    fieldBytes += count * VALUE_BYTES[type >= 0 && type < VALUE_BYTES.length ? type : 0];
    require(fieldBytes <= file.limit(), "its fields are longer than the file");
    require(tags.add(tag), "a field is there twice");
    if (!CHECKED.contains(tag) || (type != SHORT && type != LONG)) {
      return;
    }
    int bytes = type == SHORT ? Short.BYTES : Integer.BYTES;
    int values = count * bytes <= Integer.BYTES ? at + 8 : file.getInt(at + 8);
    for (int i = 0; i < count; i++) {
      int place = values + i * bytes;
      checkValue(
          tag,
          type == SHORT
              ? Short.toUnsignedInt(file.getShort(place))
              : Integer.toUnsignedLong(file.getInt(place)));
    }
  }

  private void checkValue(int tag, long value) {
    switch (tag) {
      case BITS_PER_SAMPLE ->
          require(
              BITS.contains(value), String.format(Locale.ROOT, "it has samples of %d bits", value));
      case SAMPLE_FORMAT -> require(value == UNSIGNED, "its samples are no unsigned whole numbers");
      case SAMPLES_PER_PIXEL ->
          require(
              value <= MAX_SAMPLES, String.format(Locale.ROOT, "it has %d samples a pixel", value));
      case STRIP_BYTES, TILE_BYTES ->
          require(value <= file.limit(), "a strip is longer than the file");
      case TILE_WIDTH, TILE_HEIGHT -> require(value <= MAX_TILE_SIDE, "a tile is too large");
      default -> {}
    }
  }

  private static void require(boolean condition, String fault) {
    if (!condition) {
      throw new ImageException(
          UNREADABLE,
          String.format(
              Locale.ROOT,
              "the TIFF file cannot be decoded: %s; send gray or RGB of 8 or 16 bits",
              fault));
    }
  }
}
