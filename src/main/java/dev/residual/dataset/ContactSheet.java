package dev.residual.dataset;

import dev.residual.image.ImageFormat;
import java.awt.image.BufferedImage;
import java.awt.image.WritableRaster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import javax.imageio.ImageIO;

/** Encodes images as 8-bit PNG files, gray or RGB, whose values are exactly those of the data. */
final class ContactSheet {

  private static final int COLUMNS = 10;

  private ContactSheet() {}

  /** Returns one image. */
  static byte[] single(LabeledImages images, int index) {
    return grid(images.select(new int[] {index}), 1);
  }

  /** Returns all images, ten per row and without gaps. The unused part of the last row is black. */
  static byte[] of(LabeledImages images) {
    return grid(images, COLUMNS);
  }

  private static byte[] grid(LabeledImages images, int columns) {
    ImageFormat format = images.format();
    int height = format.height();
    int width = format.width();
    int rows = Math.max(1, (images.size() + columns - 1) / columns);
    BufferedImage sheet =
        new BufferedImage(
            columns * width,
            rows * height,
            format.isGray() ? BufferedImage.TYPE_BYTE_GRAY : BufferedImage.TYPE_3BYTE_BGR);
    WritableRaster raster = sheet.getRaster();
    for (int i = 0; i < images.size(); i++) {
      raster.setDataElements(
          i % columns * width, i / columns * height, width, height, images.pixels(i));
    }
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    try {
      ImageIO.write(sheet, "png", png);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // writing to memory does not fail
    }
    return png.toByteArray();
  }
}
