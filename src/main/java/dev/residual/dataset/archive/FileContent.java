package dev.residual.dataset.archive;

import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/** The bytes of one file. It is opened when the first byte is read, and ends at the limits. */
final class FileContent extends InputStream {

  static final long NO_CHECKSUM = -1;

  private final ArchiveFile file;
  private final Source source;
  private final long limit;
  private final @Nullable InflationBudget budget;
  private final long checksum;
  private final CRC32 crc = new CRC32();
  private @Nullable InputStream in;
  private long count;

  /** Opens the file. */
  interface Source {
    InputStream open() throws IOException;
  }

  /**
   * @param budget counts the bytes; null if something else does
   * @param checksum the CRC-32 of all bytes, or {@link #NO_CHECKSUM}
   */
  FileContent(
      ArchiveFile file,
      Source source,
      long limit,
      @Nullable InflationBudget budget,
      long checksum) {
    this.file = file;
    this.source = source;
    this.limit = limit;
    this.budget = budget;
    this.checksum = checksum;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) == -1 ? -1 : Byte.toUnsignedInt(one[0]);
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    if (file.size() > limit) {
      throw new FileTooLargeException(file.path(), file.size(), limit);
    }
    int read = readOrExplain(target, offset, length);
    if (read < 0) {
      requireChecksum();
      return -1;
    }
    count += read;
    crc.update(target, offset, read);
    if (budget != null) {
      budget.spend(read);
    }
    if (count > limit) {
      throw new FileTooLargeException(file.path(), count - read, limit);
    }
    return read;
  }

  private int readOrExplain(byte[] target, int offset, int length) throws IOException {
    try {
      if (in == null) {
        in = source.open();
      }
      return in.read(target, offset, length);
    } catch (ArchiveException e) {
      throw e;
    } catch (RuntimeException e) {
      // The library throws many kinds for what it did not expect in a damaged archive.
      throw new IOException(file.path() + " is damaged in the archive: " + e.getMessage(), e);
    }
  }

  private void requireChecksum() throws IOException {
    if (checksum != NO_CHECKSUM && crc.getValue() != checksum) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "%s is damaged in the archive: its CRC-32 must be %08x, was %08x",
              file.path(),
              checksum,
              crc.getValue()));
    }
  }

  /** Ends the reading; the archive stays open. */
  @Override
  public void close() throws IOException {
    if (in != null) {
      in.close();
    }
  }
}
