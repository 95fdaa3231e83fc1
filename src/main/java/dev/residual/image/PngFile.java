package dev.residual.image;

import static dev.residual.image.ImageException.Kind.UNREADABLE;
import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * The structure of a PNG file: a signature, then chunks of a length, a type, data and a checksum.
 * The type of a chunk without which an image cannot be shown begins with an upper-case letter.
 */
final class PngFile {

  private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};

  /** The length, type and checksum of a chunk. */
  private static final int CHUNK_FRAME = 12;

  /** The length of the data of the first chunk. */
  private static final int HEADER = 13;

  private static final int GRAY = 0;
  private static final int RGB = 2;
  private static final int PALETTE = 3;
  private static final int GRAY_ALPHA = 4;
  private static final int RGB_ALPHA = 6;

  private final byte[] file;
  private final int width;
  private final int height;
  private final int depth;
  private final int colorType;
  private final ByteArrayOutputStream palette = new ByteArrayOutputStream();
  private final List<Chunk> samples = new ArrayList<>();
  private Orientation orientation = Orientation.UPRIGHT;
  private int @Nullable [] transparentColor;

  /** What is wrong with the file behind its header, or null. */
  private @Nullable String fault = "the PNG file is truncated";

  /** A whole chunk in the file, with its length and checksum. */
  private record Chunk(int start, int length) {}

  private PngFile(byte[] file, ByteBuffer header) {
    this.file = file;
    this.width = header.getInt();
    this.height = header.getInt();
    this.depth = header.get();
    this.colorType = header.get();
  }

  /**
   * Reads the header of a file, and what its other chunks say about showing the image.
   *
   * @param file begins with the PNG signature
   * @throws ImageException if the first chunk is not a valid header
   */
  static PngFile of(byte[] file) {
    ByteBuffer header = ByteBuffer.wrap(file).position(SIGNATURE.length);
    try {
      int length = header.getInt();
      String type = type(header);
      if (length != HEADER || !type.equals("IHDR")) {
        throw new ImageException(
            UNREADABLE, "the PNG file is corrupt: it does not begin with a header");
      }
      PngFile png = new PngFile(file, header);
      if (png.width < 0 || png.height < 0 || !png.depths().contains(png.depth)) {
        throw new ImageException(UNREADABLE, "the PNG file is corrupt: its header is not valid");
      }
      png.readChunks();
      return png;
    } catch (BufferUnderflowException e) {
      throw new ImageException(UNREADABLE, "the PNG file is truncated", e);
    }
  }

  private Set<Integer> depths() {
    return switch (colorType) {
      case GRAY -> Set.of(1, 2, 4, 8, 16);
      case PALETTE -> Set.of(1, 2, 4, 8);
      case RGB, GRAY_ALPHA, RGB_ALPHA -> Set.of(8, 16);
      default -> Set.of();
    };
  }

  private static String type(ByteBuffer chunk) {
    byte[] type = new byte[4];
    chunk.get(type);
    return new String(type, ISO_8859_1);
  }

  private void readChunks() {
    ByteBuffer rest = ByteBuffer.wrap(file).position(SIGNATURE.length);
    while (rest.remaining() >= CHUNK_FRAME) {
      int start = rest.position();
      int length = rest.getInt();
      if (length < 0 || length > rest.remaining() - 8) {
        return;
      }
      String type = type(rest);
      ByteBuffer data = rest.slice(rest.position(), length);
      rest.position(start + CHUNK_FRAME + length);
      boolean sound = checksum(start + 4, 4 + length) == rest.getInt(rest.position() - 4);
      if (sound && type.equals("IEND")) {
        fault = null;
        return;
      }
      if (sound) {
        read(type, data, new Chunk(start, CHUNK_FRAME + length));
      } else if (isNecessary(type)) {
        fault = "the PNG file is corrupt: the checksum of a chunk is wrong";
        return;
      }
    }
  }

  private static boolean isNecessary(String type) {
    return Character.isUpperCase(type.charAt(0));
  }

  private void read(String type, ByteBuffer data, Chunk chunk) {
    switch (type) {
      case "IHDR" -> {}
      case "IDAT" -> samples.add(chunk);
      case "PLTE" -> {
        if (colorType == PALETTE && samples.isEmpty()) {
          palette.write(file, chunk.start, chunk.length);
        }
      }
      case "tRNS" -> readTransparency(data);
      case "eXIf" -> orientation = Orientation.read(data);
      default -> {
        if (isNecessary(type)) {
          throw new ImageException(
              UNREADABLE,
              String.format(
                  Locale.ROOT, "the PNG file has a chunk %s, which is not decoded", type));
        }
      }
    }
  }

  /**
   * Returns the file with nothing but the header, the palette and the samples. ImageIO refuses
   * files in which other chunks are damaged, ignores checksums, accepts images whose end is
   * missing, and allocates as much memory as a chunk claims.
   *
   * @throws ImageException if a necessary chunk is truncated or corrupt, or if the end is missing
   */
  byte[] withoutMetadata() {
    if (fault != null) {
      throw new ImageException(UNREADABLE, fault);
    }
    ByteArrayOutputStream bare = new ByteArrayOutputStream(file.length);
    bare.write(file, 0, SIGNATURE.length + CHUNK_FRAME + HEADER);
    bare.writeBytes(palette.toByteArray());
    for (Chunk chunk : samples) {
      bare.write(file, chunk.start, chunk.length);
    }
    write("IEND", new byte[0], bare);
    return bare.toByteArray();
  }

  private int checksum(int start, int length) {
    CRC32 checksum = new CRC32();
    checksum.update(file, start, length);
    return (int) checksum.getValue();
  }

  /**
   * Keeps the color that is transparent, or the transparency of a palette. ImageIO ignores the
   * former for gray of few bits, and refuses a file that has it beside an alpha channel.
   */
  private void readTransparency(ByteBuffer data) {
    if (colorType == PALETTE) {
      int colors = (palette.size() - CHUNK_FRAME) / 3;
      byte[] opacities = new byte[Math.max(0, Math.min(data.remaining(), colors))];
      data.get(opacities);
      write("tRNS", opacities, palette);
    } else if (colorType == GRAY || colorType == RGB) {
      int[] color = new int[colorType == GRAY ? 1 : 3];
      if (data.remaining() >= Short.BYTES * color.length) {
        Arrays.setAll(color, i -> data.getShort() & ((1 << depth) - 1));
        transparentColor = color;
      }
    }
  }

  private static void write(String type, byte[] data, ByteArrayOutputStream to) {
    byte[] content = new byte[4 + data.length];
    System.arraycopy(type.getBytes(ISO_8859_1), 0, content, 0, 4);
    System.arraycopy(data, 0, content, 4, data.length);
    CRC32 checksum = new CRC32();
    checksum.update(content);
    to.writeBytes(ByteBuffer.allocate(4).putInt(data.length).array());
    to.writeBytes(content);
    to.writeBytes(ByteBuffer.allocate(4).putInt((int) checksum.getValue()).array());
  }

  /** Returns the number of columns in the file. */
  int width() {
    return width;
  }

  /** Returns the number of rows in the file. */
  int height() {
    return height;
  }

  /** Returns how many bytes a decoded pixel has before it is converted. */
  int bytesPerPixel() {
    return samplesPerPixel() * ((depth + 7) / 8);
  }

  /** Returns how many samples a pixel has in the file. */
  int samplesPerPixel() {
    return switch (colorType) {
      case RGB -> 3;
      case GRAY_ALPHA -> 2;
      case RGB_ALPHA -> 4;
      default -> 1;
    };
  }

  /** Returns how the rows and columns are turned to show the image upright. */
  Orientation orientation() {
    return orientation;
  }

  /** Returns the samples of the color that is transparent, or null if there is none. */
  int @Nullable [] transparentColor() {
    return transparentColor;
  }
}
