package dev.residual.dataset.archive;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/** The files of a TAR, which is read from its start to its end each time. */
final class TarArchive implements Archive {

  private static final int BUFFER = 1 << 16;
  private static final int BLOCK = 512;

  private final Path file;
  private final boolean gzip;
  private final ArchiveLimits limits;

  TarArchive(Path file, boolean gzip, ArchiveLimits limits) {
    this.file = file;
    this.gzip = gzip;
    this.limits = limits;
  }

  @Override
  public void forEach(Visitor visitor) throws IOException {
    InflationBudget budget = new InflationBudget(Files.size(file), limits);
    Walk walk = new Walk(limits, visitor);
    try (InputStream stored = new BufferedInputStream(Files.newInputStream(file), BUFFER);
        InputStream plain = gzip ? new GZIPInputStream(stored, BUFFER) : stored;
        TarInput input = new TarInput(new BufferedInputStream(plain, BUFFER), budget);
        TarArchiveInputStream tar =
            new TarArchiveInputStream(
                input, BLOCK, BLOCK, StandardCharsets.ISO_8859_1.name(), false)) {
      Entries entries = new Entries(input, tar, budget);
      for (TarArchiveEntry entry = entries.next(); entry != null; entry = entries.next()) {
        show(entry, tar, walk);
      }
    }
    walk.end();
  }

  private void show(TarArchiveEntry entry, TarArchiveInputStream tar, Walk walk)
      throws IOException {
    String name = name(entry);
    if (entry.isDirectory()) {
      walk.folder(name);
    } else if (entry.isSymbolicLink() || entry.isLink()) {
      walk.ignore(name, Ignored.LINK);
    } else if (entry.isCharacterDevice() || entry.isBlockDevice() || entry.isFIFO()) {
      walk.ignore(name, Ignored.DEVICE);
    } else if (entry.isSparse() || !entry.isFile()) {
      walk.ignore(name, Ignored.UNSUPPORTED);
    } else {
      walk.file(name, entry.getSize(), shown -> content(shown, tar));
    }
  }

  // The content lies in the TAR's stream, which stays open.
  private FileContent content(ArchiveFile shown, TarArchiveInputStream tar) {
    return new FileContent(
        shown,
        () -> new UnclosableInput(tar),
        limits.maxSize(shown.path()),
        null,
        FileContent.NO_CHECKSUM);
  }

  /**
   * Returns the name. The names of headers are read as one character a byte, while those of POSIX
   * extensions are decoded already.
   */
  private static String name(TarArchiveEntry entry) {
    String name = entry.getName();
    boolean bytes = name.chars().allMatch(character -> character < 0x100);
    return bytes
        ? EntryName.decode(name.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.ISO_8859_1)
        : name;
  }

  @Override
  public void close() {
    // No file stays open.
  }

  /** Steps from entry to entry, and says where a damaged archive ends. */
  private static final class Entries {

    private final TarInput input;
    private final TarArchiveInputStream tar;
    private final InflationBudget budget;
    private String last = "";

    Entries(TarInput input, TarArchiveInputStream tar, InflationBudget budget) {
      this.input = input;
      this.tar = tar;
      this.budget = budget;
    }

    TarArchiveEntry next() throws IOException {
      try {
        input.beginContent();
        if (!last.isEmpty()) {
          tar.skip(Long.MAX_VALUE);
        }
        if (input.isCutOff()) {
          throw new EOFException("its file has more bytes");
        }
        input.beginHeader();
        TarArchiveEntry entry = tar.getNextEntry();
        input.beginContent();
        last = entry == null ? "" : entry.getName();
        return entry;
      } catch (ArchiveException e) {
        throw e;
      } catch (IOException | RuntimeException e) {
        throw damaged(e);
      }
    }

    private ArchiveException damaged(Exception e) {
      return ArchiveException.notAnArchive(
          "the archive is cut off or damaged %s, after %,d unpacked bytes (%s); send it again",
          last.isEmpty() ? "at its start" : "in or after " + EntryName.shown(last),
          budget.spent(),
          e.getMessage());
    }
  }
}
