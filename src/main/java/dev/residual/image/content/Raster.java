package dev.residual.image.content;

/**
 * The pixels of an image, row by row.
 *
 * @param height number of rows, at least 1
 * @param width number of columns, at least 1
 * @param channels number of values of a pixel, which lie next to each other
 * @param values the values, from 0 (black) to 255 (white)
 */
public record Raster(int height, int width, int channels, byte[] values) {

  int value(int y, int x, int channel) {
    return values[(y * width + x) * channels + channel] & 0xff;
  }

  /** Returns the pixels of a rectangle. */
  Raster cutOut(Bounds bounds) {
    int row = bounds.width() * channels;
    byte[] cut = new byte[bounds.height() * row];
    for (int y = 0; y < bounds.height(); y++) {
      int from = ((bounds.top() + y) * width + bounds.left()) * channels;
      System.arraycopy(values, from, cut, y * row, row);
    }
    return new Raster(bounds.height(), bounds.width(), channels, cut);
  }
}
