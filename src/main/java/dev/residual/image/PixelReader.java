package dev.residual.image;

import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;

/**
 * Turns a decoded image into bytes, from the samples as the file has them.
 *
 * <p>Not from {@link BufferedImage#getRGB}: Java takes a gray image for a linear one and would
 * convert its values. As gray, color becomes luma as of Rec. 601; as color, gray is the same in all
 * three channels. What is transparent shows black.
 */
final class PixelReader {

  private final ColorModel colors;
  private final Raster raster;

  private PixelReader(BufferedImage image) {
    this.colors = image.getColorModel();
    this.raster = image.getRaster();
  }

  /**
   * Returns the bytes of an image, (height, width, channels).
   *
   * @param format whose size is the image's
   */
  static byte[] of(BufferedImage image, ImageFormat format) {
    PixelReader pixels = new PixelReader(image);
    byte[] bytes = new byte[format.bytes()];
    int i = 0;
    for (int y = 0; y < format.height(); y++) {
      for (int x = 0; x < format.width(); x++) {
        for (int channel = 0; channel < format.channels(); channel++) {
          double value = format.isGray() ? pixels.gray(x, y) : pixels.color(x, y, channel);
          bytes[i++] = (byte) Math.round(pixels.overBlack(value, x, y));
        }
      }
    }
    return bytes;
  }

  private double gray(int x, int y) {
    boolean gray = !(colors instanceof IndexColorModel) && colors.getNumColorComponents() == 1;
    return gray
        ? sample(x, y, 0)
        : 0.299 * color(x, y, 0) + 0.587 * color(x, y, 1) + 0.114 * color(x, y, 2);
  }

  /**
   * Returns how much red, green or blue there is, from 0 to 255.
   *
   * @param channel 0, 1 or 2
   */
  private double color(int x, int y, int channel) {
    if (colors instanceof IndexColorModel palette) {
      int index = raster.getSample(x, y, 0);
      return switch (channel) {
        case 0 -> palette.getRed(index);
        case 1 -> palette.getGreen(index);
        default -> palette.getBlue(index);
      };
    }
    return sample(x, y, colors.getNumColorComponents() == 1 ? 0 : channel);
  }

  private double overBlack(double value, int x, int y) {
    if (colors instanceof IndexColorModel palette) {
      return value * palette.getAlpha(raster.getSample(x, y, 0)) / 255;
    }
    boolean covers = !colors.hasAlpha() || colors.isAlphaPremultiplied();
    return covers ? value : value * sample(x, y, colors.getNumColorComponents()) / 255;
  }

  /** Returns a value from 0 to 255, whatever number of bits it is stored in. */
  private double sample(int x, int y, int band) {
    double most = (1L << colors.getComponentSize(band)) - 1;
    return raster.getSample(x, y, band) * 255.0 / most;
  }
}
