package dev.residual.job.tensorboard;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/**
 * Writes records in the TFRecord format: the length as uint64, its checksum, the data, and their
 * checksum, all little-endian. A checksum is a CRC-32C that is rotated and moved by a constant,
 * since data may contain checksums of their own.
 */
final class RecordWriter {

  private static final int ROTATION = 15;
  private static final int MASK_DELTA = 0xa282ead8;

  private final OutputStream out;

  /**
   * @param out is left open
   */
  RecordWriter(OutputStream out) {
    this.out = out;
  }

  void write(byte[] data) throws IOException {
    byte[] length = little(Long.BYTES).putLong(data.length).array();
    out.write(length);
    out.write(checksum(length));
    out.write(data);
    out.write(checksum(data));
  }

  private static byte[] checksum(byte[] bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes);
    int rotated = Integer.rotateRight((int) crc.getValue(), ROTATION);
    return little(Integer.BYTES).putInt(rotated + MASK_DELTA).array();
  }

  private static ByteBuffer little(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
