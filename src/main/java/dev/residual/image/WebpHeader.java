package dev.residual.image;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.awt.Rectangle;
import java.nio.ByteBuffer;

/**
 * The header of a WebP file.
 *
 * @param hasProfile whether the file has a color profile
 * @param canvas the canvas of an animation, relative to the upper left corner of its first image;
 *     empty if the file is none
 * @param orientation how the image is turned to be upright
 */
record WebpHeader(boolean hasProfile, Rectangle canvas, Orientation orientation) {

  private static final int FIRST_CHUNK = 12;
  private static final int FLAGS = 20;
  private static final int PROFILE_FLAG = 0x20;

  /** Reads the header of a file, which is in little-endian order. */
  static WebpHeader of(ByteBuffer file) {
    ByteBuffer rest = file.duplicate().order(file.order()).position(FIRST_CHUNK);
    boolean profile = false;
    Rectangle canvas = new Rectangle();
    Orientation orientation = Orientation.UPRIGHT;
    Rectangle extended = new Rectangle();
    while (rest.remaining() >= 8) {
      byte[] type = new byte[4];
      rest.get(type);
      long length = Integer.toUnsignedLong(rest.getInt());
      if (length > rest.remaining()) {
        break;
      }
      ByteBuffer data = rest.slice(rest.position(), (int) length).order(file.order());
      rest.position((int) Math.min(rest.limit(), rest.position() + length + length % 2));
      switch (new String(type, ISO_8859_1)) {
        case "VP8X" -> {
          profile = (data.get(0) & PROFILE_FLAG) != 0;
          extended = new Rectangle(1 + threeBytes(data, 4), 1 + threeBytes(data, 7));
        }
        case "ANMF" -> {
          if (canvas.isEmpty()) {
            canvas = new Rectangle(extended);
            canvas.setLocation(-2 * threeBytes(data, 0), -2 * threeBytes(data, 3));
          }
        }
        case "EXIF" -> orientation = exif(data);
        default -> {}
      }
    }
    return new WebpHeader(profile, canvas, orientation);
  }

  private static int threeBytes(ByteBuffer data, int at) {
    return Byte.toUnsignedInt(data.get(at))
        | Byte.toUnsignedInt(data.get(at + 1)) << 8
        | Byte.toUnsignedInt(data.get(at + 2)) << 16;
  }

  /** Some programs put the name of JPEG's segment before the data. */
  private static Orientation exif(ByteBuffer data) {
    boolean named = data.remaining() > 6 && data.get(0) == 'E' && data.get(1) == 'x';
    return Orientation.read(data.position(named ? 6 : 0));
  }

  /**
   * Returns the file without its color profile, which the reader would apply. Images have no color
   * profiles here, and a damaged one must not matter.
   */
  byte[] withoutProfile(byte[] file) {
    if (!hasProfile) {
      return file;
    }
    byte[] copy = file.clone();
    copy[FLAGS] &= (byte) ~PROFILE_FLAG;
    return copy;
  }
}
