package dev.residual.dataset.archive;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;

/** The files of a ZIP by its central directory, in the directory's order. */
final class ZipArchive implements Archive {

  /** The characters of DOS, which the format has for names that are not UTF-8. */
  private static final Charset CP437 = Charset.forName("IBM437");

  private static final int KIND = 0170000;
  private static final int FILE = 0100000;
  private static final int FOLDER = 0040000;

  private final ZipFile zip;
  private final long size;
  private final ArchiveLimits limits;

  private ZipArchive(ZipFile zip, long size, ArchiveLimits limits) {
    this.zip = zip;
    this.size = size;
    this.limits = limits;
  }

  static ZipArchive open(Path file, ArchiveLimits limits) throws IOException {
    ZipDirectory.check(file, limits);
    try {
      ZipFile zip =
          ZipFile.builder()
              .setPath(file)
              // Every name can be decoded so; the bytes are looked at later.
              .setCharset(StandardCharsets.ISO_8859_1)
              // The headers before each file say the same, and reading a million takes long.
              .setIgnoreLocalFileHeader(true)
              .get();
      return new ZipArchive(zip, Files.size(file), limits);
    } catch (IOException | RuntimeException e) {
      throw ArchiveException.notAnArchive(
          "the directory of the ZIP archive of %,d bytes is damaged (%s); send it again",
          Files.size(file), e.getMessage());
    }
  }

  @Override
  public void forEach(Visitor visitor) throws IOException {
    InflationBudget budget = new InflationBudget(size, limits);
    Walk walk = new Walk(limits, visitor);
    for (ZipArchiveEntry entry : Collections.list(zip.getEntries())) {
      show(entry, budget, walk);
    }
    walk.end();
  }

  private void show(ZipArchiveEntry entry, InflationBudget budget, Walk walk) throws IOException {
    String name = name(entry);
    int kind = entry.getUnixMode() & KIND;
    if (entry.isUnixSymlink()) {
      walk.ignore(name, Ignored.LINK);
    } else if (entry.isDirectory() || name.endsWith("\\")) {
      walk.folder(name);
    } else if (kind != 0 && kind != FILE && kind != FOLDER) {
      walk.ignore(name, Ignored.DEVICE);
    } else if (entry.getGeneralPurposeBit().usesEncryption()) {
      walk.ignore(name, Ignored.ENCRYPTED);
    } else if (!isReadable(entry)) {
      walk.ignore(name, Ignored.UNSUPPORTED);
    } else {
      walk.file(name, entry.getSize(), shown -> content(shown, entry, budget));
    }
  }

  private static boolean isReadable(ZipArchiveEntry entry) {
    return entry.getMethod() == ZipArchiveEntry.STORED
        || entry.getMethod() == ZipArchiveEntry.DEFLATED;
  }

  private FileContent content(ArchiveFile shown, ZipArchiveEntry entry, InflationBudget budget) {
    return new FileContent(
        shown,
        () -> zip.getInputStream(entry),
        limits.maxSize(shown.path()),
        budget,
        entry.getCrc());
  }

  private static String name(ZipArchiveEntry entry) {
    byte[] raw = entry.getRawName();
    boolean decoded =
        entry.getNameSource() == ZipArchiveEntry.NameSource.UNICODE_EXTRA_FIELD || raw == null;
    return decoded ? entry.getName() : EntryName.decode(raw, CP437);
  }

  @Override
  public void close() throws IOException {
    zip.close();
  }
}
