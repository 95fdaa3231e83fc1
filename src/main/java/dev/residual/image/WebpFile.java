package dev.residual.image;

import static dev.residual.image.ImageException.Kind.UNREADABLE;
import static dev.residual.image.ImageException.Kind.UNSUPPORTED_IMAGE_FORMAT;
import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.awt.Rectangle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The structure of a WebP file: chunks of a type, a length and data.
 *
 * <p>Only lossy images without transparency are decoded. The reader of lossless data, which
 * transparency is too, refuses drawings that compress well, and needs hours for some files of a few
 * kilobytes.
 */
final class WebpFile {

  private static final int FIRST_CHUNK = 12;
  private static final int CHUNK_HEADER = 8;
  private static final int FRAME_HEADER = 16;

  private Rectangle extended = new Rectangle();
  private Rectangle canvas = new Rectangle();
  private Orientation orientation = Orientation.UPRIGHT;
  private @Nullable ByteBuffer image;

  private WebpFile() {}

  /**
   * Reads the structure of a file.
   *
   * @param file in little-endian order, begins with the WebP signature
   * @throws ImageException if the end of the file is missing, or if it is not decoded
   */
  static WebpFile of(ByteBuffer file) {
    if (Integer.toUnsignedLong(file.getInt(4)) + CHUNK_HEADER > file.limit() + 1L) {
      throw new ImageException(UNREADABLE, "the WebP file is truncated");
    }
    WebpFile webp = new WebpFile();
    webp.readChunks(file, FIRST_CHUNK, false);
    if (webp.image == null) {
      throw new ImageException(UNREADABLE, "the WebP file has no image");
    }
    return webp;
  }

  private void readChunks(ByteBuffer chunks, int from, boolean inFrame) {
    ByteBuffer rest = chunks.duplicate().order(ByteOrder.LITTLE_ENDIAN).position(from);
    while (rest.remaining() >= CHUNK_HEADER) {
      byte[] type = new byte[4];
      rest.get(type);
      long length = Integer.toUnsignedLong(rest.getInt());
      if (length > rest.remaining()) {
        return;
      }
      ByteBuffer data = rest.slice(rest.position(), (int) length).order(ByteOrder.LITTLE_ENDIAN);
      rest.position((int) Math.min(rest.limit(), rest.position() + length + length % 2));
      read(new String(type, ISO_8859_1), data, inFrame);
    }
  }

  /** Reads a chunk. Of an animation the first image counts. A frame has no frames in it. */
  private void read(String type, ByteBuffer data, boolean inFrame) {
    switch (type) {
      case "VP8X" -> extended = new Rectangle(1 + threeBytes(data, 4), 1 + threeBytes(data, 7));
      case "ANMF" -> {
        if (image == null && !inFrame) {
          canvas = new Rectangle(extended);
          canvas.setLocation(-2 * threeBytes(data, 0), -2 * threeBytes(data, 3));
          readChunks(data, FRAME_HEADER, true);
        }
      }
      case "VP8 " -> image = image == null ? data : image;
      case "VP8L" -> refuse("a lossless WebP");
      case "ALPH" -> refuse("a WebP with transparency");
      case "EXIF" -> orientation = exif(data);
      default -> {}
    }
  }

  private void refuse(String kind) {
    if (image == null) {
      throw new ImageException(
          UNSUPPORTED_IMAGE_FORMAT,
          String.format(Locale.ROOT, "the file is %s, which is not decoded; send it as PNG", kind));
    }
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
   * Returns a file with nothing but the first image. The reader would decode every image of a file
   * that has several, and would apply a color profile.
   */
  byte[] firstImage() {
    ByteBuffer data = image == null ? ByteBuffer.allocate(0) : image;
    int padded = data.limit() + data.limit() % 2;
    ByteBuffer bare = ByteBuffer.allocate(FIRST_CHUNK + CHUNK_HEADER + padded);
    bare.order(ByteOrder.LITTLE_ENDIAN);
    bare.put("RIFF".getBytes(ISO_8859_1)).putInt(bare.limit() - CHUNK_HEADER);
    bare.put("WEBPVP8 ".getBytes(ISO_8859_1)).putInt(data.limit());
    bare.put(data.duplicate().rewind());
    return bare.array();
  }

  /**
   * Returns the canvas of an animation, relative to the upper left corner of its first image; empty
   * if the file is none.
   */
  Rectangle canvas() {
    return canvas;
  }

  /** Returns how the rows and columns are turned to show the image upright. */
  Orientation orientation() {
    return orientation;
  }
}
