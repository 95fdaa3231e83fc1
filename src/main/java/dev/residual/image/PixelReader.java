package dev.residual.image;

import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;

/**
 * Converts an image of ImageIO to values and alpha, from the samples as they are stored in the
 * file.
 *
 * <p>It does not use {@link BufferedImage#getRGB}, because Java treats gray images as linear and
 * would convert their values.
 */
final class PixelReader {

  private static final int RGB = 3;

  private final ColorModel colors;
  private final Raster raster;

  private PixelReader(BufferedImage image) {
    this.colors = image.getColorModel();
    this.raster = image.getRaster();
  }

  /** Returns the values of an image: gray ones if the image is stored as gray, else colors. */
  static DecodedImage of(BufferedImage image) {
    return new PixelReader(image).read();
  }

  private DecodedImage read() {
    int height = raster.getHeight();
    int width = raster.getWidth();
    int channels = isGray() ? 1 : RGB;
    byte[] values = new byte[channels * height * width];
    byte[] alpha = colors.hasAlpha() ? new byte[height * width] : null;
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int pixel = y * width + x;
        for (int channel = 0; channel < channels; channel++) {
          values[channels * pixel + channel] = (byte) Math.round(value(x, y, channel));
        }
        if (alpha != null) {
          alpha[pixel] = (byte) Math.round(alpha(x, y));
        }
      }
    }
    return new DecodedImage(height, width, channels, values, alpha);
  }

  private boolean isGray() {
    return !(colors instanceof IndexColorModel) && colors.getNumColorComponents() == 1;
  }

  private double value(int x, int y, int channel) {
    if (colors instanceof IndexColorModel palette) {
      int index = raster.getSample(x, y, 0);
      return switch (channel) {
        case 0 -> palette.getRed(index);
        case 1 -> palette.getGreen(index);
        default -> palette.getBlue(index);
      };
    }
    return sample(x, y, channel);
  }

  private double alpha(int x, int y) {
    return colors instanceof IndexColorModel palette
        ? palette.getAlpha(raster.getSample(x, y, 0))
        : sample(x, y, colors.getNumColorComponents());
  }

  /** Returns a stored sample of any bit depth, scaled to the range from 0 to 255. */
  private double sample(int x, int y, int band) {
    double max = (1L << colors.getComponentSize(band)) - 1;
    return raster.getSample(x, y, band) * 255.0 / max;
  }
}
