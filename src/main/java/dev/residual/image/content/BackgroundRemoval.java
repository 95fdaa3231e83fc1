package dev.residual.image.content;

import java.util.Arrays;

/**
 * Cuts the content out of an image and makes its background black. Levels between the background
 * and white, or for dark content between the background and black, are spread over all levels, so
 * that the content has the same brightness whatever it lay upon.
 */
final class BackgroundRemoval {

  private static final int WHITE = 255;

  /** A pixel is background if it differs from it by at most this many deviations of its noise. */
  private static final double NOISE_DEVIATIONS = 4;

  private static final double LEAST_DIFFERENCE = 4;

  /** The standard deviation of normally distributed noise, over its median absolute value. */
  private static final double MEDIAN_TO_DEVIATION = 1.4826;

  private final Raster image;
  private final Background background;

  private BackgroundRemoval(Raster image, Background background) {
    this.image = image;
    this.background = background;
  }

  /**
   * Returns a part of an image, light on black.
   *
   * @param content the part, and whether it is light in the image
   */
  static Raster cutOut(Raster image, Background background, Bounds content) {
    return new Raster(
        content.height(),
        content.width(),
        image.channels(),
        new BackgroundRemoval(image, background).cutOut(content));
  }

  /** Returns the most memory that is needed beside the image and the result, in bytes. */
  static long memory(int height, int width, int channels) {
    return (long) Double.BYTES * differences(height, width, channels);
  }

  /** Returns at least the number of values at the border of an image. */
  private static int differences(int height, int width, int channels) {
    return 2 * (height + width) * channels;
  }

  private byte[] cutOut(Bounds content) {
    byte[] cut = new byte[content.height() * content.width() * image.channels()];
    double tolerance = tolerance();
    int i = 0;
    for (int y = content.top(); y < content.top() + content.height(); y++) {
      for (int x = content.left(); x < content.left() + content.width(); x++) {
        for (int channel = 0; channel < image.channels(); channel++) {
          double ground = background(y, x, channel);
          double difference = image.value(y, x, channel) - ground;
          double lighter = content.light() ? difference : -difference;
          double most = Math.max(1, content.light() ? WHITE - ground : ground);
          cut[i++] =
              (byte)
                  (lighter <= tolerance ? 0 : Math.min(WHITE, Math.round(WHITE * lighter / most)));
        }
      }
    }
    return cut;
  }

  /** Returns by how many levels the background itself differs from its mean, because of noise. */
  private double tolerance() {
    double[] differences = new double[differences(image.height(), image.width(), image.channels())];
    int count = 0;
    for (int y = 0; y < image.height(); y++) {
      boolean fullRow = y == 0 || y == image.height() - 1;
      int step = fullRow ? 1 : Math.max(1, image.width() - 1);
      for (int x = 0; x < image.width(); x += step) {
        for (int channel = 0; channel < image.channels(); channel++) {
          differences[count++] = Math.abs(image.value(y, x, channel) - background(y, x, channel));
        }
      }
    }
    Arrays.sort(differences, 0, count);
    double noise = MEDIAN_TO_DEVIATION * differences[count / 2];
    return Math.max(LEAST_DIFFERENCE, NOISE_DEVIATIONS * noise);
  }

  private double background(int y, int x, int channel) {
    return background.at((x + 0.5) / image.width(), (y + 0.5) / image.height(), channel);
  }
}
