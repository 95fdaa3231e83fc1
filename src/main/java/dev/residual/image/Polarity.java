package dev.residual.image;

/**
 * Whether the brightness of an image is inverted. Networks are trained on light things on black.
 */
public enum Polarity {
  /** The values are used as they are: 0 is black, 255 is white. */
  AS_IS,
  /**
   * An image with a light border is treated as dark on light and inverted: each value becomes 255 -
   * value. A border is light if the mean of its values is above 127.5.
   */
  AUTO;

  /**
   * Returns an image with this polarity applied.
   *
   * @param image an image of the format; it is not changed
   * @return the same array if it is not inverted, otherwise a new one
   * @throws IllegalArgumentException if the image does not have the number of bytes of the format
   */
  public byte[] apply(byte[] image, ImageFormat format) {
    format.require(image);
    if (this == AS_IS || !hasLightBorder(image, format)) {
      return image;
    }
    byte[] inverted = new byte[image.length];
    for (int i = 0; i < image.length; i++) {
      inverted[i] = (byte) ~image[i];
    }
    return inverted;
  }

  private static boolean hasLightBorder(byte[] image, ImageFormat format) {
    int height = format.height();
    int width = format.width();
    int channels = format.channels();
    long sum = 0;
    int count = 0;
    for (int y = 0; y < height; y++) {
      boolean fullRow = y == 0 || y == height - 1;
      int step = fullRow ? 1 : Math.max(1, width - 1);
      for (int x = 0; x < width; x += step) {
        for (int channel = 0; channel < channels; channel++) {
          sum += image[(y * width + x) * channels + channel] & 0xff;
          count++;
        }
      }
    }
    return 2 * sum > 255L * count;
  }
}
