package dev.residual.dataset.near;

import dev.residual.image.ImageFormat;
import java.nio.ByteBuffer;

/**
 * A gray copy of an image of 9x9 pixels, which are the means of the areas that they cover. The
 * sides of the image are stretched as needed.
 *
 * <p>Copies are so small because their pixels hardly change when an image is encoded again, resized
 * a little or made brighter, while those of larger copies do at all edges.
 */
public final class SmallCopy {

  /** Number of pixels of a side. */
  static final int SIDE = 9;

  /** Number of bytes of {@link #bytes()}. */
  public static final int BYTES = SIDE * SIDE * Short.BYTES;

  private static final int STEPS = 256;

  /** Levels by which the brightness of images that look alike may differ. */
  private static final double MAX_BRIGHTNESS = 8;

  /** Contrast in levels that an image has at least, so that noise in plain images counts little. */
  private static final double MIN_CONTRAST = 10;

  /** The share of the contrast by which images that look alike may differ. */
  private static final double MAX_DIFFERENCE = 0.085;

  /** Levels in steps of 1/256. */
  private final int[] values;

  private SmallCopy(int[] values) {
    this.values = values;
  }

  /** Returns the copy of an image. */
  public static SmallCopy of(byte[] pixels, ImageFormat format) {
    long[] sums = new long[SIDE * SIDE];
    int[] line = new int[format.width()];
    int height = format.height();
    for (int y = 0; y < height; y++) {
      readLine(pixels, format, y, line);
      // With a source row 9 units and a row of the copy "height" units long, all are integers.
      int top = y * SIDE;
      int bottom = top + SIDE;
      for (int row = top / height; row * height < bottom; row++) {
        addLine(line, Math.min(bottom, (row + 1) * height) - Math.max(top, row * height), sums, row);
      }
    }
    long area = (long) height * format.width();
    int[] values = new int[sums.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = (int) (STEPS * sums[i] / area);
    }
    return new SmallCopy(values);
  }

  private static void addLine(int[] line, int share, long[] sums, int row) {
    int left = 0;
    for (int column = 0; column < SIDE; column++) {
      int right = left + line.length;
      int sum = 0;
      for (int x = left / SIDE; x * SIDE < right; x++) {
        sum += line[x] * (Math.min(right, (x + 1) * SIDE) - Math.max(left, x * SIDE));
      }
      sums[row * SIDE + column] += (long) share * sum;
      left = right;
    }
  }

  private static void readLine(byte[] pixels, ImageFormat format, int y, int[] line) {
    int from = y * format.width() * format.channels();
    for (int x = 0; x < line.length; x++) {
      int pixel = from + x * format.channels();
      line[x] =
          format.isGray()
              ? pixels[pixel] & 0xff
              : luma(pixels[pixel] & 0xff, pixels[pixel + 1] & 0xff, pixels[pixel + 2] & 0xff);
    }
  }

  private static int luma(int red, int green, int blue) {
    return (77 * red + 150 * green + 29 * blue) >> 8;
  }

  /** Returns a copy from its bytes. */
  public static SmallCopy of(byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    int[] values = new int[SIDE * SIDE];
    for (int i = 0; i < values.length; i++) {
      values[i] = in.getShort() & 0xffff;
    }
    return new SmallCopy(values);
  }

  /** Returns the copy as bytes. */
  public byte[] bytes() {
    ByteBuffer out = ByteBuffer.allocate(BYTES);
    for (int value : values) {
      out.putShort((short) value);
    }
    return out.array();
  }

  float level(int y, int x) {
    return (float) values[y * SIDE + x] / STEPS;
  }

  /** Returns whether the images of two copies look alike. */
  public boolean isLike(SmallCopy other) {
    return Math.abs(mean() - other.mean()) <= MAX_BRIGHTNESS * STEPS
        && difference(other) <= MAX_DIFFERENCE;
  }

  /**
   * Returns the root of the mean squared difference to another copy of the same brightness, as a
   * share of the contrast, which is the standard deviation of the pixels.
   */
  public double difference(SmallCopy other) {
    double brighter = mean() - other.mean();
    double sum = 0;
    for (int i = 0; i < values.length; i++) {
      double difference = values[i] - other.values[i] - brighter;
      sum += difference * difference;
    }
    double contrast = Math.max(deviation(), other.deviation());
    return Math.sqrt(sum / values.length) / Math.max(MIN_CONTRAST * STEPS, contrast);
  }

  private double mean() {
    long sum = 0;
    for (int value : values) {
      sum += value;
    }
    return (double) sum / values.length;
  }

  private double deviation() {
    double mean = mean();
    double sum = 0;
    for (int value : values) {
      sum += (value - mean) * (value - mean);
    }
    return Math.sqrt(sum / values.length);
  }
}
