package dev.residual.image;

import org.jspecify.annotations.Nullable;

/**
 * An image as its file shows it: upright, without a model's format, and not yet blended with a
 * background.
 *
 * @param height number of rows, at least 1
 * @param width number of columns, at least 1
 * @param channels number of values of a pixel: 1 for gray, 3 for red, green and blue
 * @param values the values of the pixels, of shape (height, width, channels), each from 0 (black)
 *     to 255; those of a transparent pixel do not depend on its alpha
 * @param alpha the opacity of the pixels, of shape (height, width), each from 0 (transparent) to
 *     255; null if all pixels are opaque
 */
record DecodedImage(int height, int width, int channels, byte[] values, byte @Nullable [] alpha) {

  private static final int OPAQUE = 255;

  DecodedImage {
    int pixels = Math.multiplyExact(height, width);
    if (values.length != channels * pixels || (alpha != null && alpha.length != pixels)) {
      throw new IllegalArgumentException("the arrays must have the size of the image");
    }
  }

  /** Returns whether a pixel is one gray value. */
  boolean isGray() {
    return channels == 1;
  }

  /**
   * Returns the brightness of a pixel, from 0 to 255, by the luma of Rec. 601.
   *
   * @param pixel index of the pixel, row by row
   */
  double gray(int pixel) {
    return isGray()
        ? value(pixel, 0)
        : 0.299 * value(pixel, 0) + 0.587 * value(pixel, 1) + 0.114 * value(pixel, 2);
  }

  /**
   * Returns a value of a pixel, from 0 to 255. A gray pixel has the same value in all channels.
   *
   * @param pixel index of the pixel, row by row
   * @param channel 0 for red, 1 for green, 2 for blue
   */
  int value(int pixel, int channel) {
    return values[isGray() ? pixel : channels * pixel + channel] & 0xff;
  }

  /** Returns the opacity of a pixel, from 0 (transparent) to 255. */
  int alpha(int pixel) {
    return alpha == null ? OPAQUE : alpha[pixel] & 0xff;
  }

  /**
   * Returns the image with the channels of a format, blended with a backdrop, in its own size.
   *
   * @param backdrop the gray value behind transparent pixels, from 0 to 255
   * @return the bytes, of shape (height, width, channels of the format)
   */
  byte[] over(int backdrop, ImageFormat format) {
    int formatChannels = format.channels();
    if (alpha == null && formatChannels == channels) {
      return values.clone();
    }
    byte[] bytes = new byte[formatChannels * height * width];
    for (int pixel = 0; pixel < height * width; pixel++) {
      int opacity = alpha(pixel);
      for (int channel = 0; channel < formatChannels; channel++) {
        double value = format.isGray() ? gray(pixel) : value(pixel, channel);
        double blended = (value * opacity + backdrop * (OPAQUE - opacity)) / OPAQUE;
        bytes[formatChannels * pixel + channel] = (byte) Math.round(blended);
      }
    }
    return bytes;
  }
}
