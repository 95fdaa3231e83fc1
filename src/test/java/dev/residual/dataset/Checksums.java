package dev.residual.dataset;

import java.nio.ByteBuffer;
import java.util.zip.CRC32;

/** Repairs the checksums of the chunks of a PNG file. */
public final class Checksums {

  private Checksums() {}

  /** Returns a copy of the file in which each complete chunk has a valid checksum. */
  public static byte[] repaired(byte[] file) {
    byte[] repaired = file.clone();
    if (file.length < 8 || (file[0] & 0xff) != 0x89 || file[1] != 'P') {
      return repaired;
    }
    ByteBuffer rest = ByteBuffer.wrap(repaired).position(8);
    while (rest.remaining() >= 12) {
      int length = rest.getInt();
      if (length < 0 || length > rest.remaining() - 8) {
        break;
      }
      CRC32 checksum = new CRC32();
      checksum.update(repaired, rest.position(), 4 + length);
      rest.position(rest.position() + 4 + length);
      rest.putInt((int) checksum.getValue());
    }
    return repaired;
  }
}
