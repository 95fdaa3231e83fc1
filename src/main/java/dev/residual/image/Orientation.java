package dev.residual.image;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * How the rows and columns of a file are turned to show its image upright, as defined by the
 * orientation of EXIF and TIFF.
 *
 * @param exif 1 for an image that is stored upright; 2 to 8 for one that is mirrored or rotated
 */
record Orientation(int exif) {

  static final Orientation UPRIGHT = new Orientation(1);

  private static final int LAST = 8;
  private static final int FIRST_TRANSPOSED = 5;

  private static final int TAG = 0x0112;
  private static final int SHORT = 3;
  private static final int MAGIC = 42;

  /**
   * Reads the orientation from the first directory of EXIF data, which have the structure of a TIFF
   * file. Data that are damaged, or that give no orientation, are those of an upright image,
   * because viewers ignore them too.
   *
   * @param tiff begins at the byte order
   */
  static Orientation read(ByteBuffer tiff) {
    try {
      ByteBuffer data = tiff.slice();
      short order = data.getShort();
      if (order == 0x4949) {
        data.order(ByteOrder.LITTLE_ENDIAN);
      } else if (order != 0x4d4d) {
        return UPRIGHT;
      }
      if (data.getShort() != MAGIC) {
        return UPRIGHT;
      }
      return read(data, data.getInt());
    } catch (BufferUnderflowException | IllegalArgumentException e) {
      return UPRIGHT;
    }
  }

  private static Orientation read(ByteBuffer data, int directory) {
    data.position(directory);
    int entries = Short.toUnsignedInt(data.getShort());
    for (int i = 0; i < entries; i++) {
      int tag = Short.toUnsignedInt(data.getShort());
      int type = data.getShort();
      int count = data.getInt();
      int value = Short.toUnsignedInt(data.getShort());
      data.getShort();
      if (tag == TAG) {
        boolean valid = type == SHORT && count == 1 && value >= 1 && value <= LAST;
        return valid ? new Orientation(value) : UPRIGHT;
      }
    }
    return UPRIGHT;
  }

  /** Returns whether the columns of the file become rows. */
  boolean isTransposed() {
    return exif >= FIRST_TRANSPOSED;
  }

  /**
   * Returns the index of a stored pixel in the upright image, row by row.
   *
   * @param x column in the file
   * @param y row in the file
   * @param width number of columns in the file
   * @param height number of rows in the file
   */
  int upright(int x, int y, int width, int height) {
    int mirroredX = width - 1 - x;
    int mirroredY = height - 1 - y;
    return switch (exif) {
      case 2 -> y * width + mirroredX;
      case 3 -> mirroredY * width + mirroredX;
      case 4 -> mirroredY * width + x;
      case 5 -> x * height + y;
      case 6 -> x * height + mirroredY;
      case 7 -> mirroredX * height + mirroredY;
      case 8 -> mirroredX * height + y;
      default -> y * width + x;
    };
  }
}
