package dev.residual.pipeline;

import dev.residual.image.ImageFormat;

/**
 * A part of an image.
 *
 * @param top number of rows above it
 * @param left number of columns to the left of it
 * @param height number of rows, at least 1
 * @param width number of columns, at least 1
 */
record Region(int top, int left, int height, int width) {

  /** Returns the format of the part of an image with this number of channels. */
  ImageFormat format(int channels) {
    return new ImageFormat(channels, height, width);
  }

  /** Returns a copy of the part. The array of the image may be longer than the image. */
  byte[] of(byte[] image, ImageFormat format) {
    int channels = format.channels();
    int length = width * channels;
    byte[] part = new byte[height * length];
    for (int y = 0; y < height; y++) {
      int from = ((top + y) * format.width() + left) * channels;
      System.arraycopy(image, from, part, y * length, length);
    }
    return part;
  }
}
