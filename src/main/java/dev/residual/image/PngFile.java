package dev.residual.image;

import static dev.residual.image.ImageException.Kind.UNREADABLE;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32;

/**
 * Checks the structure of PNG files: a signature, then chunks of a length, a type, data and a
 * checksum.
 */
public final class PngFile {

  private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};

  private PngFile() {}

  /** Returns whether a file begins with the PNG signature. */
  public static boolean begins(byte[] file) {
    return file.length >= SIGNATURE.length
        && Arrays.equals(file, 0, SIGNATURE.length, SIGNATURE, 0, SIGNATURE.length);
  }

  /**
   * Checks that all chunks up to the end chunk are complete and have valid checksums. ImageIO
   * ignores checksums, accepts images whose end is missing, and allocates as much memory as a chunk
   * claims.
   *
   * @throws ImageException if a chunk is truncated or corrupt, or if the end chunk is missing
   */
  static void check(byte[] file) {
    ByteBuffer rest = ByteBuffer.wrap(file).position(SIGNATURE.length);
    while (rest.remaining() >= 12) {
      int length = rest.getInt();
      if (length < 0 || length > rest.remaining() - 8) {
        break;
      }
      CRC32 checksum = new CRC32();
      checksum.update(file, rest.position(), 4 + length);
      String type = new String(file, rest.position(), 4, StandardCharsets.ISO_8859_1);
      rest.position(rest.position() + 4 + length);
      if (rest.getInt() != (int) checksum.getValue()) {
        throw new ImageException(
            UNREADABLE, "the png file is corrupt: the checksum of a chunk is wrong");
      }
      if (type.equals("IEND")) {
        return;
      }
    }
    throw new ImageException(UNREADABLE, "the png file is truncated");
  }
}
