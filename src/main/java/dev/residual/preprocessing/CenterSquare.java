package dev.residual.preprocessing;

import dev.residual.image.ImageFormat;

/** Cuts images to their largest centered square, because networks take square images. */
public final class CenterSquare {

  private CenterSquare() {}

  /** Returns the format of the square. */
  public static ImageFormat of(ImageFormat format) {
    int side = Math.min(format.height(), format.width());
    return new ImageFormat(format.channels(), side, side);
  }

  /**
   * Returns the square of an image, which is the image itself if it is square. If an odd number of
   * rows or columns is cut off, one more is cut off at the end than at the start.
   */
  public static byte[] of(byte[] image, ImageFormat format) {
    if (format.height() == format.width()) {
      return image;
    }
    return cut(image, format, of(format));
  }

  /** Returns the center of an image in a smaller format with the same channels. */
  static byte[] cut(byte[] image, ImageFormat format, ImageFormat center) {
    int top = (format.height() - center.height()) / 2;
    int left = (format.width() - center.width()) / 2;
    int length = center.width() * center.channels();
    byte[] cut = new byte[center.bytes()];
    for (int y = 0; y < center.height(); y++) {
      int from = ((top + y) * format.width() + left) * format.channels();
      System.arraycopy(image, from, cut, y * length, length);
    }
    return cut;
  }
}
