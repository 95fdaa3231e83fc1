package dev.residual.image;

/**
 * Which way round an image's brightness is read. The networks have learnt light things on black.
 */
public enum Polarity {
  /** As the image has it: 0 is black, 255 white. */
  AS_IS,
  /**
   * What has a light border, one whose values' mean is above 127.5, is taken for dark on light and
   * turned round: 255 - value.
   */
  AUTO;

  /**
   * Returns an image this way round.
   *
   * @param image of this format; stays as it is
   * @return the same array where nothing is to be turned round, else a new one
   * @throws IllegalArgumentException if it is not of this format
   */
  public byte[] applied(byte[] image, ImageFormat format) {
    format.require(image);
    if (this == AS_IS || !lightBorder(image, format)) {
      return image;
    }
    byte[] turned = new byte[image.length];
    for (int i = 0; i < image.length; i++) {
      turned[i] = (byte) ~image[i];
    }
    return turned;
  }

  private static boolean lightBorder(byte[] image, ImageFormat format) {
    int height = format.height();
    int width = format.width();
    int channels = format.channels();
    long sum = 0;
    int count = 0;
    for (int y = 0; y < height; y++) {
      boolean whole = y == 0 || y == height - 1;
      int step = whole ? 1 : Math.max(1, width - 1);
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
