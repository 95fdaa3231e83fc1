package dev.residual.dataset;

import dev.residual.image.PngFile;
import java.nio.ByteBuffer;
import java.util.zip.CRC32;

/** Of the chunks of a PNG file. */
public final class Checksums {

  private Checksums() {}

  /** The file, each whole chunk's checksum what it ought to be. */
  public static byte[] mended(byte[] file) {
    byte[] mended = file.clone();
    if (!PngFile.begins(file)) {
      return mended;
    }
    ByteBuffer rest = ByteBuffer.wrap(mended).position(8);
    while (rest.remaining() >= 12) {
      int length = rest.getInt();
      if (length < 0 || length > rest.remaining() - 8) {
        break;
      }
      CRC32 checksum = new CRC32();
      checksum.update(mended, rest.position(), 4 + length);
      rest.position(rest.position() + 4 + length);
      rest.putInt((int) checksum.getValue());
    }
    return mended;
  }
}
