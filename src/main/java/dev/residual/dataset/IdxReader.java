package dev.residual.dataset;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;

/**
 * Reads files of the IDX format: a big-endian magic number, one 32-bit length for each dimension,
 * then one byte for each value.
 */
public final class IdxReader {

  private static final int IMAGES_MAGIC = 2051;
  private static final int LABELS_MAGIC = 2049;

  private IdxReader() {}

  /** The content of a file of images: each has {@code rows x columns} bytes, row by row. */
  public record Images(int count, int rows, int columns, byte[] pixels) {}

  /**
   * Reads a file of images to its end.
   *
   * @param name name of the file in error messages
   * @throws DatasetException if the bytes are not exactly one file of this kind
   */
  public static Images images(String name, InputStream stream) throws IOException {
    DataInputStream in = new DataInputStream(stream);
    try {
      checkMagic(name, IMAGES_MAGIC, in.readInt());
      int count = in.readInt();
      int rows = in.readInt();
      int columns = in.readInt();
      String what = String.format(Locale.ROOT, "%d images of %dx%d", count, rows, columns);
      return new Images(count, rows, columns, values(name, what, in, 16, count, rows, columns));
    } catch (EOFException e) {
      throw truncated(name, e);
    }
  }

  /**
   * Reads a file of labels to its end.
   *
   * @param name name of the file in error messages
   * @throws DatasetException if the bytes are not exactly one file of this kind
   */
  public static byte[] labels(String name, InputStream stream) throws IOException {
    DataInputStream in = new DataInputStream(stream);
    try {
      checkMagic(name, LABELS_MAGIC, in.readInt());
      int count = in.readInt();
      return values(name, String.format(Locale.ROOT, "%d labels", count), in, 8, count);
    } catch (EOFException e) {
      throw truncated(name, e);
    }
  }

  private static void checkMagic(String name, int expected, int found) {
    if (found != expected) {
      throw new DatasetException(
          String.format(
              Locale.ROOT, "%s: the magic number must be %d, was %d", name, expected, found));
    }
  }

  private static byte[] values(
      String name, String what, DataInputStream in, int header, int... dimensions)
      throws IOException {
    long length = 1;
    for (int dimension : dimensions) {
      // Before the next check the product is at most 2^31 * 2^31, which fits in a long.
      length = dimension < 0 ? Long.MAX_VALUE : length * dimension;
      if (length > Integer.MAX_VALUE - header) {
        throw new DatasetException(
            String.format(
                Locale.ROOT, "%s: the header claims %s, more than a file can hold", name, what));
      }
    }
    // This allocates memory only for bytes that are present, so a false header cannot claim memory.
    byte[] values = in.readNBytes((int) length);
    if (values.length < length) {
      throw new DatasetException(
          String.format(
              Locale.ROOT,
              "%s: %s need %d bytes, found %d",
              name,
              what,
              header + length,
              header + values.length));
    }
    if (in.read() != -1) {
      throw new DatasetException(
          String.format(
              Locale.ROOT, "%s: %s need %d bytes, found more", name, what, header + length));
    }
    return values;
  }

  private static DatasetException truncated(String name, EOFException cause) {
    return new DatasetException(name + ": the file ends before its data does", cause);
  }
}
