package dev.residual.image;

import static dev.residual.image.ImageException.Kind.UNREADABLE;

import java.awt.Rectangle;
import java.nio.ByteBuffer;

/**
 * The header of a GIF file.
 *
 * @param canvas the logical screen, relative to the upper left corner of the first image
 */
record GifHeader(Rectangle canvas) {

  private static final int SCREEN = 6;
  private static final int PALETTE_FLAG = 0x80;
  private static final int EXTENSION = 0x21;
  private static final int IMAGE = 0x2c;

  /** Reads the header of a file, which is in little-endian order. */
  static GifHeader of(ByteBuffer file) {
    ByteBuffer rest = file.duplicate().order(file.order()).position(SCREEN);
    int width = Short.toUnsignedInt(rest.getShort());
    int height = Short.toUnsignedInt(rest.getShort());
    int flags = rest.get();
    rest.getShort();
    if ((flags & PALETTE_FLAG) != 0) {
      rest.position(rest.position() + 3 * (2 << (flags & 7)));
    }
    while (true) {
      int block = Byte.toUnsignedInt(rest.get());
      if (block == IMAGE) {
        int left = Short.toUnsignedInt(rest.getShort());
        int top = Short.toUnsignedInt(rest.getShort());
        return new GifHeader(new Rectangle(-left, -top, width, height));
      }
      if (block != EXTENSION) {
        throw new ImageException(UNREADABLE, "the GIF file has no image");
      }
      rest.get();
      int length = Byte.toUnsignedInt(rest.get());
      while (length > 0) {
        rest.position(rest.position() + length);
        length = Byte.toUnsignedInt(rest.get());
      }
    }
  }
}
