package dev.residual.dataset;

import dev.residual.image.ImageFormat;
import java.awt.image.BufferedImage;
import java.awt.image.WritableRaster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import javax.imageio.ImageIO;

/** Images as 8-bit PNG files, gray or RGB, whose values are exactly the data's. */
final class ContactSheet {

  private static final int ACROSS = 10;

  private ContactSheet() {}

  static byte[] single(LabeledImages images, int index) {
    return grid(images.select(new int[] {index}), 1);
  }

  /** All images, ten to a row, without gaps; what is left of the last row is black. */
  static byte[] of(LabeledImages images) {
    return grid(images, ACROSS);
  }

  private static byte[] grid(LabeledImages images, int across) {
    ImageFormat format = images.format();
    int height = format.height();
    int width = format.width();
    int down = Math.max(1, (images.size() + across - 1) / across);
    BufferedImage sheet =
        new BufferedImage(
            across * width,
            down * height,
            format.isGray() ? BufferedImage.TYPE_BYTE_GRAY : BufferedImage.TYPE_3BYTE_BGR);
    WritableRaster raster = sheet.getRaster();
    for (int i = 0; i < images.size(); i++) {
      raster.setDataElements(
          i % across * width, i / across * height, width, height, images.pixels(i));
    }
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    try {
      ImageIO.write(sheet, "png", png);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // memory does not fail
    }
    return png.toByteArray();
  }
}
