package dev.residual.preprocessing;

import dev.residual.image.ImageFormat;

/**
 * An image for a network, before its center is cut out, resized and normalized, and before gray
 * values are repeated for a network of colors.
 *
 * @param format format of the pixels, with the channels of {@link Preprocessing}
 * @param pixels (height, width, channels)
 * @param crop the share, above 0 and at most 1, of the center square that the network sees
 */
public record InputImage(ImageFormat format, byte[] pixels, double crop) {

  /**
   * Checks the number of bytes.
   *
   * @throws IllegalArgumentException if it is not the one of the format
   */
  public InputImage {
    format.require(pixels);
  }

  /** Returns an image of the same format with other pixels. */
  public InputImage with(byte[] otherPixels) {
    return new InputImage(format, otherPixels, crop);
  }

  /** Returns the part that the network sees, to within a pixel of its border. */
  public InputImage seen() {
    int side = CenterSquare.of(format).height();
    int seen = Math.max(1, (int) Math.round(side * crop));
    ImageFormat part = new ImageFormat(format.channels(), seen, seen);
    return part.equals(format)
        ? new InputImage(format, pixels, 1)
        : new InputImage(part, CenterSquare.cut(pixels, format, part), 1);
  }
}
