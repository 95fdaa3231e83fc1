package dev.residual.dataset;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/**
 * The IDX format: a big-endian magic number, one 32-bit length for each dimension, then one byte
 * for each value.
 */
final class IdxReader {

  private static final int IMAGES = 2051;
  private static final int LABELS = 2049;

  private IdxReader() {}

  /** Images of {@code rows x columns} bytes, one after the other. */
  @SuppressWarnings("ArrayRecordComponent") // handed over once, never compared
  record Images(int count, int rows, int columns, byte[] pixels) {}

  /**
   * Reads a file of images to its end.
   *
   * @param name what to call the file in an error
   * @throws DatasetException if the bytes are not exactly such a file
   */
  static Images images(String name, InputStream stream) throws IOException {
    DataInputStream in = new DataInputStream(stream);
    try {
      checkMagic(name, IMAGES, in.readInt());
      int count = in.readInt();
      int rows = in.readInt();
      int columns = in.readInt();
      String what = "%d images of %dx%d".formatted(count, rows, columns);
      return new Images(count, rows, columns, values(name, what, in, 16, count, rows, columns));
    } catch (EOFException e) {
      throw truncated(name, e);
    }
  }

  /**
   * Reads a file of labels to its end.
   *
   * @param name what to call the file in an error
   * @throws DatasetException if the bytes are not exactly such a file
   */
  static byte[] labels(String name, InputStream stream) throws IOException {
    DataInputStream in = new DataInputStream(stream);
    try {
      checkMagic(name, LABELS, in.readInt());
      int count = in.readInt();
      return values(name, "%d labels".formatted(count), in, 8, count);
    } catch (EOFException e) {
      throw truncated(name, e);
    }
  }

  private static void checkMagic(String name, int expected, int found) {
    if (found != expected) {
      throw new DatasetException(
          "%s: the magic number must be %d, was %d".formatted(name, expected, found));
    }
  }

  private static byte[] values(
      String name, String what, DataInputStream in, int header, int... dimensions)
      throws IOException {
    long length = 1;
    for (int dimension : dimensions) {
      // At most 2^31 * 2^31 before the next check, which a long holds.
      length = dimension < 0 ? Long.MAX_VALUE : length * dimension;
      if (length > Integer.MAX_VALUE - header) {
        throw new DatasetException(
            "%s: the header speaks of %s, more than a file can hold".formatted(name, what));
      }
    }
    // Grows with what is really there: a header that lies cannot claim memory.
    byte[] values = in.readNBytes((int) length);
    if (values.length < length) {
      throw new DatasetException(
          "%s: %s need %d bytes, found %d"
              .formatted(name, what, header + length, header + values.length));
    }
    if (in.read() != -1) {
      throw new DatasetException(
          "%s: %s need %d bytes, found more".formatted(name, what, header + length));
    }
    return values;
  }

  private static DatasetException truncated(String name, EOFException cause) {
    return new DatasetException(name + ": the file ends before its data does", cause);
  }
}
