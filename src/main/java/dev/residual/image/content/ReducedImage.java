package dev.residual.image.content;

/**
 * An image reduced to cells of a whole number of pixels, so that background and content are found
 * in a time that hardly depends on the size of the image. A cell is the mean of its pixels.
 *
 * @param height number of rows of cells, at most {@value #MAX_SIDE}
 * @param width number of columns of cells, at most {@value #MAX_SIDE}
 * @param channels number of values of a cell
 * @param step pixels of a cell's side; cells at the right and at the bottom may be smaller
 * @param values the values of the cells, of shape (height, width, channels), from 0 to 255
 */
record ReducedImage(int height, int width, int channels, int step, float[] values) {

  static final int MAX_SIDE = 256;

  /** What {@link ContentSearch} needs for a cell, at most. */
  private static final int SEARCH_BYTES = 32;

  /**
   * Returns the most memory that it takes to reduce an image of a size and to search the result for
   * content, in bytes.
   */
  static long memory(int height, int width, int channels) {
    int step = step(height, width);
    long cells = (long) ((height + step - 1) / step) * ((width + step - 1) / step);
    return cells * (channels * (Long.BYTES + Float.BYTES) + SEARCH_BYTES);
  }

  private static int step(int height, int width) {
    return (Math.max(height, width) + MAX_SIDE - 1) / MAX_SIDE;
  }

  /** Reduces an image. */
  static ReducedImage of(Raster image) {
    int step = step(image.height(), image.width());
    int height = (image.height() + step - 1) / step;
    int width = (image.width() + step - 1) / step;
    int channels = image.channels();
    long[] sums = new long[height * width * channels];
    for (int y = 0; y < image.height(); y++) {
      int row = y / step * width;
      for (int x = 0; x < image.width(); x++) {
        int pixel = (y * image.width() + x) * channels;
        int cell = (row + x / step) * channels;
        for (int channel = 0; channel < channels; channel++) {
          sums[cell + channel] += image.values()[pixel + channel] & 0xff;
        }
      }
    }
    float[] values = new float[sums.length];
    for (int y = 0; y < height; y++) {
      int rows = Math.min(step, image.height() - y * step);
      for (int x = 0; x < width; x++) {
        int columns = Math.min(step, image.width() - x * step);
        int cell = (y * width + x) * channels;
        for (int channel = 0; channel < channels; channel++) {
          values[cell + channel] = (float) sums[cell + channel] / (rows * columns);
        }
      }
    }
    return new ReducedImage(height, width, channels, step, values);
  }

  float value(int y, int x, int channel) {
    return values[(y * width + x) * channels + channel];
  }
}
