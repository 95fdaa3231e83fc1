package dev.residual.dataset.archive;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/** Makes archives for tests, and lists them. */
public final class TestArchives {

  private TestArchives() {}

  /** Returns files of the given paths, each with its path as content. */
  public static Map<String, byte[]> files(String... paths) {
    Map<String, byte[]> files = new LinkedHashMap<>();
    for (String path : paths) {
      files.put(path, text(path));
    }
    return files;
  }

  public static byte[] text(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** Writes a ZIP. A path that ends in a slash is a folder. */
  public static Path zip(Path folder, Map<String, byte[]> files) throws IOException {
    Path file = folder.resolve("test.zip");
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
      for (Map.Entry<String, byte[]> entry : files.entrySet()) {
        zip.putNextEntry(new ZipEntry(entry.getKey()));
        zip.write(entry.getValue());
      }
    }
    return file;
  }

  /** Writes a TAR. A path that ends in a slash is a folder. */
  public static Path tar(Path folder, Map<String, byte[]> files) throws IOException {
    return Files.write(folder.resolve("test.tar"), tarBytes(files));
  }

  /** Writes a gzipped TAR. */
  public static Path tarGz(Path folder, Map<String, byte[]> files) throws IOException {
    Path file = folder.resolve("test.tar.gz");
    try (OutputStream gzip = new GZIPOutputStream(Files.newOutputStream(file))) {
      gzip.write(tarBytes(files));
    }
    return file;
  }

  /** Writes a folder. */
  public static Path folder(Path folder, Map<String, byte[]> files) throws IOException {
    Path root = Files.createDirectory(folder.resolve("test"));
    for (Map.Entry<String, byte[]> entry : files.entrySet()) {
      Path file = root.resolve(entry.getKey());
      if (entry.getKey().endsWith("/")) {
        Files.createDirectories(file);
      } else {
        Files.createDirectories(file.getParent());
        Files.write(file, entry.getValue());
      }
    }
    return root;
  }

  private static byte[] tarBytes(Map<String, byte[]> files) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes, "UTF-8")) {
      tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
      for (Map.Entry<String, byte[]> entry : files.entrySet()) {
        TarArchiveEntry header = new TarArchiveEntry(entry.getKey());
        header.setSize(entry.getValue().length);
        put(tar, header, entry.getValue());
      }
    }
    return bytes.toByteArray();
  }

  static void put(TarArchiveOutputStream tar, TarArchiveEntry entry, byte[] content)
      throws IOException {
    tar.putArchiveEntry(entry);
    tar.write(content);
    tar.closeArchiveEntry();
  }

  /** What a visitor was shown and told. */
  record Seen(Map<String, String> files, Map<String, Ignored> ignored) {}

  static Seen read(Path file) throws IOException {
    return read(file, ArchiveLimits.DEFAULTS);
  }

  /** Reads all files. The content of a damaged one is its message. */
  static Seen read(Path file, ArchiveLimits limits) throws IOException {
    Seen seen = new Seen(new LinkedHashMap<>(), new TreeMap<>());
    try (Archive archive = Archives.open(file, limits)) {
      archive.forEach(
          new Archive.Visitor() {
            @Override
            public void visit(ArchiveFile shown, java.io.InputStream content) {
              seen.files.put(shown.path(), content(content));
            }

            @Override
            public void ignore(String path, Ignored reason) {
              seen.ignored.put(path, reason);
            }
          });
    }
    return seen;
  }

  private static String content(java.io.InputStream content) {
    try {
      return new String(content.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      return "damaged: " + e.getMessage();
    }
  }

  /** Lists the paths without reading a file. */
  static List<String> list(Path file) throws IOException {
    List<String> paths = new ArrayList<>();
    try (Archive archive = Archives.open(file, ArchiveLimits.DEFAULTS)) {
      archive.forEach((shown, content) -> paths.add(shown.path()));
    }
    return paths;
  }
}
