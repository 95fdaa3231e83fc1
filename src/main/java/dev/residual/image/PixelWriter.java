package dev.residual.image;

import java.util.Arrays;

/** Collects the pixels of a file in the order in which they are shown. */
final class PixelWriter {

  private static final int OPAQUE = 255;

  private final int width;
  private final int height;
  private final int channels;
  private final Orientation orientation;
  private final boolean isUpright;
  private final byte[] values;
  private byte[] alpha = new byte[0];

  /**
   * Creates an image of black pixels.
   *
   * @param width number of columns in the file
   * @param height number of rows in the file
   * @param gray whether colors are converted to gray
   */
  PixelWriter(int width, int height, boolean gray, Orientation orientation) {
    this.width = width;
    this.height = height;
    this.channels = gray ? 1 : 3;
    this.orientation = orientation;
    this.isUpright = orientation.equals(Orientation.UPRIGHT);
    this.values = new byte[Math.multiplyExact(channels, Math.multiplyExact(width, height))];
  }

  /** Makes all pixels transparent that are not set later. */
  void clear() {
    alpha = new byte[width * height];
  }

  /** Returns the index of a pixel of the file in the image. */
  private int index(int x, int y) {
    return isUpright ? y * width + x : orientation.upright(x, y, width, height);
  }

  /** Sets a pixel of the file to red, green and blue, each from 0 to 255. */
  void color(int x, int y, int red, int green, int blue) {
    int pixel = index(x, y);
    if (channels == 1) {
      values[pixel] = (byte) Math.round(0.299 * red + 0.587 * green + 0.114 * blue);
    } else {
      values[3 * pixel] = (byte) red;
      values[3 * pixel + 1] = (byte) green;
      values[3 * pixel + 2] = (byte) blue;
    }
  }

  /** Sets a pixel of the file to a gray value from 0 to 255. */
  void gray(int x, int y, int value) {
    int pixel = index(x, y);
    for (int i = channels * pixel; i < channels * (pixel + 1); i++) {
      values[i] = (byte) value;
    }
  }

  /** Sets the opacity of a pixel of the file, from 0 to 255. Without any call all are opaque. */
  void alpha(int x, int y, int opacity) {
    if (alpha.length == 0) {
      if (opacity == OPAQUE) {
        return;
      }
      alpha = new byte[width * height];
      Arrays.fill(alpha, (byte) OPAQUE);
    }
    alpha[index(x, y)] = (byte) opacity;
  }

  /** Returns the image, upright. */
  DecodedImage image() {
    boolean turned = orientation.isTransposed();
    return new DecodedImage(
        turned ? width : height,
        turned ? height : width,
        channels,
        values,
        alpha.length == 0 ? null : alpha);
  }
}
