package dev.residual.dataset;

import dev.residual.image.AreaResampler;
import dev.residual.image.ImageFormat;
import java.awt.image.BufferedImage;
import java.awt.image.WritableRaster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
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

  /**
   * Returns groups of images, a row each, of which the first ten are shown.
   *
   * @param groups images with the same number of channels, each by itself
   */
  static byte[] rows(List<List<LabeledImages>> groups) {
    List<Cell> cells = new ArrayList<>();
    for (int row = 0; row < groups.size(); row++) {
      List<LabeledImages> group = groups.get(row);
      for (int column = 0; column < Math.min(COLUMNS, group.size()); column++) {
        cells.add(new Cell(group.get(column), 0, row, column));
      }
    }
    return sheet(cells, groups.size(), COLUMNS, true);
  }

  private static byte[] grid(LabeledImages images, int columns) {
    List<Cell> cells = new ArrayList<>();
    for (int i = 0; i < images.size(); i++) {
      cells.add(new Cell(images, i, i / columns, i % columns));
    }
    return sheet(cells, (images.size() + columns - 1) / columns, columns, columns > 1);
  }

  /** One image of a sheet. */
  private record Cell(LabeledImages images, int index, int row, int column) {

    ImageFormat format() {
      return images.format(index);
    }
  }

  private static byte[] sheet(List<Cell> cells, int rows, int columns, boolean small) {
    int height = 1;
    int width = 1;
    int channels = 1;
    for (Cell cell : cells) {
      height = Math.max(height, cell.format().height());
      width = Math.max(width, cell.format().width());
      channels = cell.format().channels();
    }
    if (small) {
      height = Math.min(height, MAX_SIDE);
      width = Math.min(width, MAX_SIDE);
    }
    ImageFormat format = new ImageFormat(channels, height, width);
    BufferedImage sheet =
        new BufferedImage(
            columns * width,
            Math.max(1, rows) * height,
            format.isGray() ? BufferedImage.TYPE_BYTE_GRAY : BufferedImage.TYPE_3BYTE_BGR);
    for (Cell cell : cells) {
      draw(
          cell.images.pixels(cell.index),
          cell.format(),
          sheet.getRaster(),
          format,
          cell.column * width,
          cell.row * height);
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
