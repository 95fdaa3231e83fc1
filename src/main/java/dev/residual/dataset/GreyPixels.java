package dev.residual.dataset;

import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;

/**
 * A decoded picture to grey bytes, from the samples as the file has them.
 *
 * <p>Not from {@link BufferedImage#getRGB}: Java takes a grey picture for a linear one and would
 * convert its values. Colour becomes luma as of Rec. 601; what is transparent shows black.
 */
final class GreyPixels {

  private final ColorModel colours;
  private final Raster raster;

  private GreyPixels(BufferedImage image) {
    this.colours = image.getColorModel();
    this.raster = image.getRaster();
  }

  static byte[] of(BufferedImage image) {
    GreyPixels pixels = new GreyPixels(image);
    byte[] grey = new byte[image.getWidth() * image.getHeight()];
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        grey[y * image.getWidth() + x] = (byte) Math.round(pixels.grey(x, y));
      }
    }
    return grey;
  }

  private double grey(int x, int y) {
    if (colours instanceof IndexColorModel palette) {
      int index = raster.getSample(x, y, 0);
      double luma = luma(palette.getRed(index), palette.getGreen(index), palette.getBlue(index));
      return luma * palette.getAlpha(index) / 255;
    }
    int bands = colours.getNumColorComponents();
    double luma =
        bands == 1 ? sample(x, y, 0) : luma(sample(x, y, 0), sample(x, y, 1), sample(x, y, 2));
    boolean covers = !colours.hasAlpha() || colours.isAlphaPremultiplied();
    return covers ? luma : luma * sample(x, y, bands) / 255;
  }

  /** From 0 to 255, whatever number of bits it is stored in. */
  private double sample(int x, int y, int band) {
    double most = (1L << colours.getComponentSize(band)) - 1;
    return raster.getSample(x, y, band) * 255.0 / most;
  }

  private static double luma(double red, double green, double blue) {
    return 0.299 * red + 0.587 * green + 0.114 * blue;
  }
}
