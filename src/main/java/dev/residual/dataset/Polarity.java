package dev.residual.dataset;

/**
 * Which way round a picture's brightness is read. The networks have learnt light things on black.
 */
public enum Polarity {
  /** As the picture has it: 0 is black, 255 white. */
  AS_IS,
  /**
   * What has a light border, one whose pixels' mean is above 127.5, is taken for dark on light and
   * turned round: 255 - value.
   */
  AUTO;

  private static final int SIDE = 28;

  /**
   * A picture of 28x28 pixels this way round.
   *
   * @param picture 784 values row by row, 0 black to 255 white; stays as it is
   * @return the same array where nothing is to be turned round, else a new one
   * @throws IllegalArgumentException if it has other than 784 values
   */
  public byte[] applied(byte[] picture) {
    if (picture.length != SIDE * SIDE) {
      throw new IllegalArgumentException("a picture has 784 bytes, this had " + picture.length);
    }
    return applied(picture, SIDE, SIDE);
  }

  byte[] applied(byte[] grey, int width, int height) {
    if (this == AS_IS || !lightBorder(grey, width, height)) {
      return grey;
    }
    byte[] turned = new byte[grey.length];
    for (int i = 0; i < grey.length; i++) {
      turned[i] = (byte) ~grey[i];
    }
    return turned;
  }

  private static boolean lightBorder(byte[] grey, int width, int height) {
    int sum = 0;
    int count = 0;
    for (int y = 0; y < height; y++) {
      boolean whole = y == 0 || y == height - 1;
      int step = whole ? 1 : Math.max(1, width - 1);
      for (int x = 0; x < width; x += step) {
        sum += grey[y * width + x] & 0xff;
        count++;
      }
    }
    return 2L * sum > 255L * count;
  }
}
