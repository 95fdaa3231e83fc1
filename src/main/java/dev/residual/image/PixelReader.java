package dev.residual.image;

import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;

/**
 * Converts a decoded image to bytes, from the samples as they are stored in the file.
 *
 * <p>It does not use {@link BufferedImage#getRGB}, because Java treats gray images as linear and
 * would convert their values. A color image is converted to gray by the luma of Rec. 601. A gray
 * image has the same value in all three color channels. Transparent pixels are blended with black.
 */
final class PixelReader {

  private final ColorModel colors;
  private final Raster raster;

  private PixelReader(BufferedImage image) {
    this.colors = image.getColorModel();
    this.raster = image.getRaster();
  }

  /**
   * Returns the bytes of an image, of shape (height, width, channels).
   *
   * @param format the format of the result, which has the size of the image
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
   * Returns the red, green or blue value of a pixel, from 0 to 255.
   *
   * @param channel 0 for red, 1 for green, 2 for blue
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

  /** Returns a value blended with black by the pixel's alpha. */
  private double overBlack(double value, int x, int y) {
    if (colors instanceof IndexColorModel palette) {
      return value * palette.getAlpha(raster.getSample(x, y, 0)) / 255;
    }
    boolean alreadyBlended = !colors.hasAlpha() || colors.isAlphaPremultiplied();
    return alreadyBlended ? value : value * sample(x, y, colors.getNumColorComponents()) / 255;
  }

  /** Returns a stored sample of any bit depth, scaled to the range from 0 to 255. */
  private double sample(int x, int y, int band) {
    double max = (1L << colors.getComponentSize(band)) - 1;
    return raster.getSample(x, y, band) * 255.0 / max;
  }
}
