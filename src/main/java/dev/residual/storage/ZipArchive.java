package dev.residual.storage;

import dev.residual.files.PrivateFiles;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/**
 * Packs the files of a directory into one ZIP file and unpacks them. It does not compress them,
 * because weights do not get smaller.
 */
final class ZipArchive {

  private ZipArchive() {}

  /** Packs all files. The same files give the same bytes. */
  static void pack(Path directory, Path zip) throws IOException {
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(zip));
        Stream<Path> files = Files.list(directory)) {
      out.setLevel(Deflater.NO_COMPRESSION);
      for (Path file : files.sorted().toList()) {
        ZipEntry entry = new ZipEntry(file.getFileName().toString());
        entry.setTime(0);
        out.putNextEntry(entry);
        Files.copy(file, out);
      }
    }
  }

  static void unpack(InputStream zip, Path directory) throws IOException {
    try (ZipInputStream in = new ZipInputStream(zip)) {
      for (ZipEntry each = in.getNextEntry(); each != null; each = in.getNextEntry()) {
        Path file = directory.resolve(each.getName()).normalize();
        if (!directory.equals(file.getParent())) {
          throw new ZipException("The archive has a file with the invalid name " + each.getName());
        }
        Files.copy(in, file);
        PrivateFiles.closeWritten(file);
      }
    }
  }

  /**
   * Returns a stream that starts at the first byte of a file in the archive. Closing it closes
   * {@code zip}.
   *
   * @throws ZipException if there is no such file
   */
  static InputStream seek(InputStream zip, String file) throws IOException {
    ZipInputStream in = new ZipInputStream(zip);
    List<String> others = new ArrayList<>();
    for (ZipEntry each = in.getNextEntry(); each != null; each = in.getNextEntry()) {
      if (each.getName().equals(file)) {
        return in;
      }
      others.add(each.getName());
    }
    throw new ZipException("The archive has no file " + file + ", only " + others);
  }
}
