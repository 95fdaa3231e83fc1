package dev.residual.dataset;

import dev.residual.image.AreaResampler;
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

  /** Limits the memory of a sheet. */
  private static final int MAX_SIDE = 128;

  private ContactSheet() {}

  /** Returns one image. */
  static byte[] single(LabeledImages images, int index) {
    return grid(images.select(new int[] {index}), 1);
  }

  /**
   * Returns all images, ten per row and without gaps. The unused part of the last row is black.
   * Images of different sizes are centered on black, and the larger ones are scaled down.
   */
  static byte[] of(LabeledImages images) {
    return grid(images, COLUMNS);
  }

  private static byte[] grid(LabeledImages images, int columns) {
    int height = 1;
    int width = 1;
    for (int i = 0; i < images.size(); i++) {
      height = Math.max(height, images.format(i).height());
      width = Math.max(width, images.format(i).width());
    }
    if (columns > 1) {
      height = Math.min(height, MAX_SIDE);
      width = Math.min(width, MAX_SIDE);
    }
    ImageFormat cell = new ImageFormat(images.channels(), height, width);
    int rows = Math.max(1, (images.size() + columns - 1) / columns);
    BufferedImage sheet =
        new BufferedImage(
            columns * width,
            rows * height,
            cell.isGray() ? BufferedImage.TYPE_BYTE_GRAY : BufferedImage.TYPE_3BYTE_BGR);
    for (int i = 0; i < images.size(); i++) {
      draw(
          images.pixels(i),
          images.format(i),
          sheet.getRaster(),
          cell,
          i % columns * width,
          i / columns * height);
    }
    return png(sheet);
  }

  private static void draw(
      byte[] image, ImageFormat format, WritableRaster sheet, ImageFormat cell, int x, int y) {
    if (format.height() > cell.height() || format.width() > cell.width()) {
      byte[] scaled = AreaResampler.apply(image, format, cell);
      sheet.setDataElements(x, y, cell.width(), cell.height(), scaled);
      return;
    }
    int left = x + (cell.width() - format.width()) / 2;
    int top = y + (cell.height() - format.height()) / 2;
    sheet.setDataElements(left, top, format.width(), format.height(), image);
  }

  private static byte[] png(BufferedImage sheet) {
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    try {
      ImageIO.write(sheet, "png", png);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // writing to memory does not fail
    }
    return png.toByteArray();
  }
}
