package dev.residual.bundle;

import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Writes a ZIP file in which all files have the same time, so that equal files have equal bytes.
 */
final class BundleWriter implements Closeable {

  /** The first time that ZIP knows. */
  private static final LocalDateTime TIME = LocalDateTime.of(1980, 1, 1, 0, 0);

  private final ZipOutputStream zip;

  /**
   * @param out is closed together with this
   */
  BundleWriter(OutputStream out) {
    zip = new ZipOutputStream(new BufferedOutputStream(out));
  }

  void add(String name, byte[] content) throws IOException {
    begin(name, Deflater.DEFAULT_COMPRESSION);
    zip.write(content);
  }

  /** Adds a file whose content would not get smaller. */
  void addUncompressed(String name, Path file) throws IOException {
    begin(name, Deflater.NO_COMPRESSION);
    Files.copy(file, zip);
  }

  private void begin(String name, int level) throws IOException {
    zip.setLevel(level);
    ZipEntry entry = new ZipEntry(name);
    entry.setTimeLocal(TIME);
    zip.putNextEntry(entry);
  }

  @Override
  public void close() throws IOException {
    zip.close();
  }
}
