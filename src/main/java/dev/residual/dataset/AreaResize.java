package dev.residual.dataset;

/**
 * Grey pictures of any size to 28x28. Both sides shrink or grow alike until the longer one has 28
 * pixels; the picture then lies in the middle, between black margins.
 *
 * <p>The shorter side is rounded to an even number of pixels, at least 2: only then are both
 * margins equal, and nothing moves by half a pixel. A new pixel is the mean of the area it covers,
 * in which pixels that it covers in part count by that part; where a picture grows, that repeats
 * its pixels as blocks. All of it is sums of whole numbers, so a symmetric picture stays symmetric,
 * and one of 28x28 pixels stays as it is.
 */
final class AreaResize {

  private static final int SIDE = 28;

  private final byte[] grey;
  private final int width;
  private final Axis columns;
  private final Axis rows;

  private AreaResize(byte[] grey, int width, int height) {
    this.grey = grey;
    this.width = width;
    int longer = Math.max(width, height);
    this.columns = Axis.of(width, longer);
    this.rows = Axis.of(height, longer);
  }

  /**
   * @param grey {@code height} rows of {@code width} values, 0 to 255; at most 4 million
   * @return 784 values, row by row
   */
  static byte[] apply(byte[] grey, int width, int height) {
    return new AreaResize(grey, width, height).picture();
  }

  private byte[] picture() {
    byte[] picture = new byte[SIDE * SIDE];
    int top = (SIDE - rows.target) / 2;
    int left = (SIDE - columns.target) / 2;
    for (int y = 0; y < rows.target; y++) {
      for (int x = 0; x < columns.target; x++) {
        picture[(top + y) * SIDE + left + x] = mean(x, y);
      }
    }
    return picture;
  }

  private byte mean(int x, int y) {
    long sum = 0;
    for (int row = rows.first(y); row <= rows.last(y); row++) {
      long line = 0;
      for (int column = columns.first(x); column <= columns.last(x); column++) {
        line += (long) columns.overlap(column, x) * (grey[row * width + column] & 0xff);
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

    static Axis of(int side, int longer) {
      int half = (SIDE * side + longer) / (2 * longer); // SIDE / 2 * side / longer, rounded
      return new Axis(side, 2 * Math.max(1, half));
    }

    /** The first old pixel that lies under a new one. */
    int first(int pixel) {
      return pixel * source / target;
    }

    int last(int pixel) {
      return ((pixel + 1) * source - 1) / target;
    }

    int overlap(int old, int pixel) {
      return Math.min((old + 1) * target, (pixel + 1) * source)
          - Math.max(old * target, pixel * source);
    }
  }
}
