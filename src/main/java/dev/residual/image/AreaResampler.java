package dev.residual.image;

/**
 * Brings images of any size to that of a format. Both sides shrink or grow alike until the image
 * just fits in; it then lies in the middle, between black margins.
 *
 * <p>The side with margins is rounded to a number of pixels that leaves two equal ones: only then
 * does nothing move by half a pixel. A new pixel is the mean of the area it covers, in which pixels
 * that it covers in part count by that part; where an image grows, that repeats its pixels as
 * blocks. All of it is sums of whole numbers, so a symmetric image stays symmetric, and one of the
 * right size stays as it is.
 */
final class AreaResampler {

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
   * Returns an image in another size.
   *
   * @param image of the format {@code from}
   * @param from of at most 4 million pixels
   * @param target of as many channels
   */
  static byte[] apply(byte[] image, ImageFormat from, ImageFormat target) {
    return new AreaResampler(image, from, target).image();
  }

  private byte[] image() {
    byte[] image = new byte[target.bytes()];
    int top = (target.height() - rows.target) / 2;
    int left = (target.width() - columns.target) / 2;
    for (int y = 0; y < rows.target; y++) {
      for (int x = 0; x < columns.target; x++) {
        int to = ((top + y) * target.width() + left + x) * channels;
        for (int channel = 0; channel < channels; channel++) {
          image[to + channel] = mean(x, y, channel);
        }
      }
    }
    return image;
  }

  private byte mean(int x, int y, int channel) {
    long sum = 0;
    for (int row = rows.first(y); row <= rows.last(y); row++) {
      long line = 0;
      for (int column = columns.first(x); column <= columns.last(x); column++) {
        int value = source[(row * columns.source + column) * channels + channel] & 0xff;
        line += columns.overlap(column, x) * value;
      }
      sum += rows.overlap(row, y) * line;
    }
    long area = (long) columns.source * rows.source;
    return (byte) ((2 * sum + area) / (2 * area));
  }

  /**
   * One side, cut into {@code source * target} equal parts: an old pixel is {@code target} of them
   * long, a new one {@code source}.
   */
  private record Axis(int source, int target) {

    /**
     * Returns an axis that is scaled by {@code limit / limited}.
     *
     * @param side pixels of the source
     * @param room pixels that the target has, of which an even number may be left
     */
    static Axis of(int side, int room, int limit, int limited) {
      int odd = room % 2;
      // Half of side * limit / limited - odd, rounded.
      long half = ((long) side * limit + (1L - odd) * limited) / (2L * limited);
      return new Axis(side, 2 * (int) Math.max(1 - odd, half) + odd);
    }

    /** Returns the first old pixel that lies under a new one. */
    int first(int pixel) {
      return (int) ((long) pixel * source / target);
    }

    int last(int pixel) {
      return (int) (((pixel + 1L) * source - 1) / target);
    }

    long overlap(int old, int pixel) {
      return Math.min((old + 1L) * target, (pixel + 1L) * source)
          - Math.max((long) old * target, (long) pixel * source);
    }
  }
}
