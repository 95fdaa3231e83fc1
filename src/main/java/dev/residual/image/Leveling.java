package dev.residual.image;

import java.util.Arrays;

/**
 * Cuts the content out of an image and makes its background black. Levels between the background
 * and white, or for dark content between the background and black, are spread over all levels, so
 * that the content has the same brightness whatever it lay upon.
 */
final class Leveling {

  private static final int WHITE = 255;

  /** A pixel is background if it differs from it by at most this many deviations of its noise. */
  private static final double NOISE_DEVIATIONS = 4;

  private static final double LEAST_DIFFERENCE = 4;

  /** The standard deviation of normally distributed noise, over its median absolute value. */
  private static final double MEDIAN_TO_DEVIATION = 1.4826;

  private final byte[] image;
  private final ImageFormat format;
  private final Background background;

  private Leveling(byte[] image, ImageFormat format, Background background) {
    this.image = image;
    this.format = format;
    this.background = background;
  }

  /**
   * Returns the content of an image, light on black.
   *
   * @param image an image of the format
   * @return an image of the content's size with the channels of the format
   */
  static byte[] cutOut(
      byte[] image, ImageFormat format, Background background, Content content) {
    return new Leveling(image, format, background).cutOut(content);
  }

  private byte[] cutOut(Content content) {
    byte[] cut = new byte[content.height() * content.width() * format.channels()];
    double tolerance = tolerance();
    int i = 0;
    for (int y = content.top(); y < content.top() + content.height(); y++) {
      for (int x = content.left(); x < content.left() + content.width(); x++) {
        for (int channel = 0; channel < format.channels(); channel++) {
          double ground = background(y, x, channel);
          double difference = value(y, x, channel) - ground;
          double lighter = content.light() ? difference : -difference;
          double most = Math.max(1, content.light() ? WHITE - ground : ground);
          cut[i++] =
              (byte) (lighter <= tolerance ? 0 : Math.min(WHITE, Math.round(WHITE * lighter / most)));
        }
      }
    }
    return cut;
  }

  /** Returns by how many levels the background itself differs from its mean, because of noise. */
  private double tolerance() {
    double[] differences =
        new double[2 * (format.height() + format.width()) * format.channels()];
    int count = 0;
    for (int y = 0; y < format.height(); y++) {
      boolean fullRow = y == 0 || y == format.height() - 1;
      int step = fullRow ? 1 : Math.max(1, format.width() - 1);
      for (int x = 0; x < format.width(); x += step) {
        for (int channel = 0; channel < format.channels(); channel++) {
          differences[count++] = Math.abs(value(y, x, channel) - background(y, x, channel));
        }
      }
    }
    Arrays.sort(differences, 0, count);
    double noise = MEDIAN_TO_DEVIATION * differences[count / 2];
    return Math.max(LEAST_DIFFERENCE, NOISE_DEVIATIONS * noise);
  }

  private double background(int y, int x, int channel) {
    return background.at((x + 0.5) / format.width(), (y + 0.5) / format.height(), channel);
  }

  private int value(int y, int x, int channel) {
    return image[(y * format.width() + x) * format.channels() + channel] & 0xff;
  }
}
