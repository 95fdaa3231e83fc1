package dev.residual.dataset.archive;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.apache.commons.compress.archivers.tar.TarUtils;

/** Opens archives. Their first bytes decide what they are, never their names. */
public final class Archives {

  private static final int TAR_HEADER = 512;
  private static final int GZIP_MAGIC = 0x8b1f;

  /** What is often sent instead, by its first bytes. */
  private static final Map<String, String> OTHERS =
      Map.of(
          "7z\u00bc\u00af'\u001c", "a 7z archive",
          "Rar!\u001a\u0007", "a RAR archive",
          "BZh", "compressed with bzip2",
          "\u00fd7zXZ\u0000", "compressed with xz",
          "(\u00b5/\u00fd", "compressed with Zstandard",
          "PK\u0007\u0008", "one part of a ZIP archive in several parts",
          "\u00ff\u00d8\u00ff", "a single JPEG image",
          "\u0089PNG", "a single PNG image",
          "PAR1", "a Parquet file",
          "<", "a page of HTML or XML");

  private Archives() {}

  /**
   * Opens a ZIP, a TAR, a gzipped TAR or a folder.
   *
   * @throws ArchiveException if it is none of these, is damaged, or if a ZIP exceeds a limit
   * @throws IOException if the file cannot be read
   */
  public static Archive open(Path fileOrFolder, ArchiveLimits limits) throws IOException {
    if (Files.isDirectory(fileOrFolder)) {
      return new FolderArchive(fileOrFolder, limits);
    }
    byte[] start = start(fileOrFolder);
    if (startsWith(start, "PK\u0003\u0004") || startsWith(start, "PK\u0005\u0006")) {
      return ZipArchive.open(fileOrFolder, limits);
    }
    if (isGzip(start)) {
      requireTarInside(fileOrFolder);
      return new TarArchive(fileOrFolder, true, limits);
    }
    if (isTar(start)) {
      return new TarArchive(fileOrFolder, false, limits);
    }
    throw ArchiveException.notAnArchive(
        "the %,d bytes are no archive: they are %s; send a ZIP, TAR or TAR.GZ",
        Files.size(fileOrFolder), description(start));
  }

  private static byte[] start(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return in.readNBytes(TAR_HEADER);
    }
  }

  private static boolean isGzip(byte[] start) {
    return start.length > 1
        && Byte.toUnsignedInt(start[0]) == (GZIP_MAGIC & 0xff)
        && Byte.toUnsignedInt(start[1]) == GZIP_MAGIC >> 8;
  }

  private static boolean isTar(byte[] start) {
    if (start.length < TAR_HEADER) {
      return false;
    }
    try {
      return TarUtils.verifyCheckSum(start);
    } catch (IllegalArgumentException e) {
      return false; // where a TAR has the digits of its checksum, there are other bytes
    }
  }

  private static void requireTarInside(Path file) throws IOException {
    byte[] start;
    try (InputStream in = new GZIPInputStream(Files.newInputStream(file))) {
      start = in.readNBytes(TAR_HEADER);
    } catch (ZipException | java.io.EOFException e) {
      throw ArchiveException.notAnArchive(
          "the %,d bytes begin like a gzip file, but are damaged or cut off at its start; send the"
              + " archive again",
          Files.size(file));
    }
    if (!isTar(start)) {
      throw ArchiveException.notAnArchive(
          "the gzip file of %,d bytes contains no TAR archive; send a ZIP, TAR or TAR.GZ",
          Files.size(file));
    }
  }

  private static String description(byte[] start) {
    String text = new String(start, StandardCharsets.ISO_8859_1);
    if (text.isEmpty()) {
      return "nothing";
    }
    return OTHERS.entrySet().stream()
        .filter(other -> text.startsWith(other.getKey()))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElse("of an unknown kind");
  }

  private static boolean startsWith(byte[] start, String signature) {
    return new String(start, StandardCharsets.ISO_8859_1).startsWith(signature);
  }
}
