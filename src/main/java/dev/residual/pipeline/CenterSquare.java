package dev.residual.pipeline;

import dev.residual.image.ImageFormat;

/** Cuts images to their largest centered square, because networks take square images. */
final class CenterSquare {

  private CenterSquare() {}

  /** Returns the format of the square. */
  static ImageFormat of(ImageFormat format) {
    int side = Math.min(format.height(), format.width());
    return new ImageFormat(format.channels(), side, side);
  }

  /**
   * Returns the square of an image, which is the image itself if it is square. If an odd number of
   * rows or columns is cut off, one more is cut off at the end than at the start.
   */
  static byte[] of(byte[] image, ImageFormat format) {
    if (format.height() == format.width()) {
      return image;
    }
    ImageFormat square = of(format);
    int side = square.height();
    int top = (format.height() - side) / 2;
    int left = (format.width() - side) / 2;
    int length = side * format.channels();
    byte[] cut = new byte[square.bytes()];
    for (int y = 0; y < side; y++) {
      int from = ((top + y) * format.width() + left) * format.channels();
      System.arraycopy(image, from, cut, y * length, length);
    }
    return cut;
  }
}
