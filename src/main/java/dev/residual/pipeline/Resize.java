package dev.residual.pipeline;

/** Normalizes the values of a square image and resizes it. An instance is for one thread only. */
interface Resize {

  /**
   * Writes the values of an image to {@code target}, one channel after the other.
   *
   * @param image (side, side, channels)
   * @param target (channels, size, size)
   */
  void apply(byte[] image, float[] target);

  /**
   * Returns the resize from one size to another.
   *
   * @param side height and width of the image
   * @param normalized normalized value of each pixel value, (channels, 256)
   * @param size height and width of the result
   */
  static Resize of(int side, float[][] normalized, int size) {
    return side > size
        ? new AntialiasedResize(side, side, normalized, size)
        : new BilinearResize(side, normalized, size);
  }
}
