package dev.residual.image;

import java.util.Arrays;

/**
 * Resizes images of any size to the size of a format. The aspect ratio is kept: the image is scaled
 * to the largest size that fits, and centered between black margins.
 *
 * <p>The side with margins is rounded to a number of pixels that leaves two equal margins, because
 * unequal margins would shift the image by half a pixel. A target pixel is the mean of the source
 * area that it covers, and a source pixel that is covered partly is weighted by that part.
 * Enlarging therefore repeats source pixels as blocks. All sums are sums of integers, so a
 * symmetric image stays symmetric, and an image of the target size is unchanged.
 */
public final class AreaResampler {

  private final byte[] source;
  private final int channels;
  private final Axis columns;
  private final Axis rows;
  private final ImageFormat target;

  private AreaResampler(byte[] source, ImageFormat from, ImageFormat target) {
    this.source = source;
    this.channels = from.channels();
    this.target = target;
    boolean wide = (long) from.width() * target.height() >= (long) from.height() * target.width();
    int limit = wide ? target.width() : target.height();
    int limited = wide ? from.width() : from.height();
    this.columns = Axis.of(from.width(), target.width(), limit, limited);
    this.rows = Axis.of(from.height(), target.height(), limit, limited);
  }

  /**
   * Returns an image resized to another format.
   *
   * @param image an image of the format {@code from}
   * @param from the format of the source, with at most 4 million pixels
   * @param target the format of the result, with the same number of channels
   */
  public static byte[] apply(byte[] image, ImageFormat from, ImageFormat target) {
    return new AreaResampler(image, from, target).image();
  }

  private byte[] image() {
    byte[] image = new byte[target.bytes()];
    int top = (target.height() - rows.target) / 2;
    int left = (target.width() - columns.target) / 2;
    int[] sums = new int[columns.source * channels];
    for (int y = 0; y < rows.target; y++) {
      sumRows(y, sums);
      for (int x = 0; x < columns.target; x++) {
        int to = ((top + y) * target.width() + left + x) * channels;
        for (int channel = 0; channel < channels; channel++) {
          image[to + channel] = mean(x, channel, sums);
        }
      }
    }
    return image;
  }

  /**
   * Adds up what a target row covers, in each column and channel. A sum is at most 255 times the
   * number of source rows, so an int has room for it.
   */
  private void sumRows(int y, int[] sums) {
    Arrays.fill(sums, 0);
    for (int row = rows.first(y); row <= rows.last(y); row++) {
      int overlap = (int) rows.overlap(row, y);
      int from = row * sums.length;
      for (int i = 0; i < sums.length; i++) {
        sums[i] += overlap * (source[from + i] & 0xff);
      }
    }
  }

  private byte mean(int x, int channel, int[] sums) {
    long sum = 0;
    for (int column = columns.first(x); column <= columns.last(x); column++) {
      sum += columns.overlap(column, x) * sums[column * channels + channel];
    }
    long area = (long) columns.source * rows.source;
    return (byte) ((2 * sum + area) / (2 * area));
  }

  /**
   * One axis of the image, divided into {@code source * target} equal parts. A source pixel is
   * {@code target} parts long, and a target pixel is {@code source} parts long.
   */
  private record Axis(int source, int target) {

    /**
     * Returns an axis that is scaled by {@code limit / limited}.
     *
     * @param side number of pixels of the source
     * @param room number of pixels available in the target; an even number of them may stay unused
     */
    static Axis of(int side, int room, int limit, int limited) {
      int odd = room % 2;
      // This is half of (side * limit / limited - odd), rounded.
      long half = ((long) side * limit + (1L - odd) * limited) / (2L * limited);
      return new Axis(side, 2 * (int) Math.max(1 - odd, half) + odd);
    }

    /** Returns the first source pixel that a target pixel covers. */
    int first(int pixel) {
      return (int) ((long) pixel * source / target);
    }

    /** Returns the last source pixel that a target pixel covers. */
    int last(int pixel) {
      return (int) (((pixel + 1L) * source - 1) / target);
    }

    /** Returns how many parts a source pixel and a target pixel have in common. */
    long overlap(int sourcePixel, int pixel) {
      return Math.min((sourcePixel + 1L) * target, (pixel + 1L) * source)
          - Math.max((long) sourcePixel * target, (long) pixel * source);
    }
  }
}
