package dev.residual.image;

import static dev.residual.image.ImageException.Kind.UNREADABLE;

import java.awt.Rectangle;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Converts an image of ImageIO to values and alpha, from the samples as they are stored in the
 * file.
 *
 * <p>It does not use {@link BufferedImage#getRGB}, because Java treats gray images as linear and
 * would convert their values. Color profiles are ignored.
 */
final class PixelReader {

  private static final int MAX_BITS = 16;
  private static final Set<Integer> TYPES =
      Set.of(DataBuffer.TYPE_BYTE, DataBuffer.TYPE_USHORT, DataBuffer.TYPE_INT);

  private final ColorModel colors;
  private final Raster raster;
  private final int @Nullable [] transparentColor;
  private final int colorBands;
  private final int bands;
  private final boolean cmyk;

  private PixelReader(BufferedImage image, int @Nullable [] transparentColor) {
    this.colors = image.getColorModel();
    this.raster = image.getRaster();
    this.transparentColor = transparentColor;
    this.bands = raster.getNumBands();
    this.colorBands = colors.getNumColorComponents();
    int space = colors.getColorSpace().getType();
    this.cmyk = space == ColorSpace.TYPE_CMYK;
    boolean known = space == ColorSpace.TYPE_GRAY || space == ColorSpace.TYPE_RGB || cmyk;
    if (!(colors instanceof IndexColorModel)
        && !(known && TYPES.contains(raster.getTransferType()))) {
      throw new ImageException(
          UNREADABLE, "the image has samples of an unusual kind; send gray or RGB of 8 or 16 bits");
    }
  }

  /**
   * Returns the values of an image. They are gray if the image is stored as gray.
   *
   * @param gray whether colors become gray
   * @param transparentColor the samples of pixels that are transparent, or null
   */
  static DecodedImage of(
      BufferedImage image,
      boolean gray,
      Orientation orientation,
      int @Nullable [] transparentColor) {
    PixelReader reader = new PixelReader(image, transparentColor);
    PixelWriter pixels =
        new PixelWriter(image.getWidth(), image.getHeight(), gray || reader.isGray(), orientation);
    reader.copyTo(pixels, 0, 0, image.getWidth(), image.getHeight());
    return pixels.image();
  }

  /**
   * Returns the values of an image that covers a part of its canvas. The rest is transparent.
   *
   * @param canvas the canvas as a rectangle, relative to the upper left corner of the image
   */
  static DecodedImage onCanvas(
      BufferedImage image, boolean gray, Orientation orientation, Rectangle canvas) {
    PixelReader reader = new PixelReader(image, null);
    PixelWriter pixels =
        new PixelWriter(canvas.width, canvas.height, gray || reader.isGray(), orientation);
    pixels.clear();
    int left = -canvas.x;
    int top = -canvas.y;
    int width = Math.min(image.getWidth(), canvas.width - left);
    int height = Math.min(image.getHeight(), canvas.height - top);
    reader.copyTo(pixels, left, top, width, height);
    return pixels.image();
  }

  private void copyTo(PixelWriter pixels, int left, int top, int width, int height) {
    int[] row = new int[bands * raster.getWidth()];
    for (int y = 0; y < height; y++) {
      raster.getPixels(raster.getMinX(), raster.getMinY() + y, raster.getWidth(), 1, row);
      for (int x = 0; x < width; x++) {
        if (colors instanceof IndexColorModel palette) {
          writeIndex(pixels, left + x, top + y, row[x], palette);
        } else {
          write(pixels, left + x, top + y, row, bands * x);
        }
      }
    }
  }

  private boolean isGray() {
    return colors instanceof IndexColorModel palette ? isGray(palette) : colorBands == 1;
  }

  /** Returns whether a palette is gray; ImageIO makes one for gray samples of few bits. */
  private static boolean isGray(IndexColorModel palette) {
    for (int i = 0; i < palette.getMapSize(); i++) {
      if (palette.getRed(i) != palette.getGreen(i) || palette.getRed(i) != palette.getBlue(i)) {
        return false;
      }
    }
    return true;
  }

  private void writeIndex(PixelWriter pixels, int x, int y, int index, IndexColorModel palette) {
    pixels.color(x, y, palette.getRed(index), palette.getGreen(index), palette.getBlue(index));
    boolean transparent = transparentColor != null && transparentColor[0] == index;
    pixels.alpha(x, y, transparent ? 0 : palette.getAlpha(index));
  }

  private void write(PixelWriter pixels, int x, int y, int[] row, int at) {
    int opacity = colors.hasAlpha() ? value(row, at, colorBands) : 255;
    if (transparentColor != null
        && Arrays.equals(row, at, at + colorBands, transparentColor, 0, colorBands)) {
      opacity = 0;
    }
    pixels.alpha(x, y, opacity);
    if (colorBands == 1) {
      pixels.gray(x, y, visible(row, at, 0, opacity));
      return;
    }
    int red = visible(row, at, 0, opacity);
    int green = visible(row, at, 1, opacity);
    int blue = visible(row, at, 2, opacity);
    if (cmyk) {
      byte[] inks = {(byte) red, (byte) green, (byte) blue, (byte) value(row, at, 3)};
      int[] rgb = new int[3];
      JpegColors.CMYK.convert(inks, 0, rgb);
      pixels.color(x, y, rgb[0], rgb[1], rgb[2]);
    } else {
      pixels.color(x, y, red, green, blue);
    }
  }

  /** Returns a value from which an alpha that it is multiplied with is removed. */
  private int visible(int[] row, int at, int band, int opacity) {
    int value = value(row, at, band);
    return colors.isAlphaPremultiplied() && opacity > 0
        ? Math.min(255, (value * 255 + opacity / 2) / opacity)
        : value;
  }

  /** Returns a stored sample of any bit depth, scaled to the range from 0 to 255. */
  private int value(int[] row, int at, int band) {
    int bits = colors.getComponentSize(band);
    if (bits > MAX_BITS) {
      throw new ImageException(
          UNREADABLE,
          String.format(
              Locale.ROOT, "the image has samples of %d bits; at most 16 are decoded", bits));
    }
    int max = (1 << bits) - 1;
    return bits == 8 ? row[at + band] : (row[at + band] * 255 + max / 2) / max;
  }
}
