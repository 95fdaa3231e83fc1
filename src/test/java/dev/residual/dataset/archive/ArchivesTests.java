package dev.residual.dataset.archive;

import static dev.residual.dataset.archive.TestArchives.files;
import static dev.residual.dataset.archive.TestArchives.list;
import static dev.residual.dataset.archive.TestArchives.read;
import static dev.residual.dataset.archive.TestArchives.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ArchivesTests {

  enum Kind {
    ZIP,
    TAR,
    TAR_GZ,
    FOLDER;

    Path write(Path folder, Map<String, byte[]> files) throws IOException {
      return switch (this) {
        case ZIP -> TestArchives.zip(folder, files);
        case TAR -> TestArchives.tar(folder, files);
        case TAR_GZ -> TestArchives.tarGz(folder, files);
        case FOLDER -> TestArchives.folder(folder, files);
      };
    }
  }

  @TempDir Path temp;

  @ParameterizedTest
  @EnumSource
  void everyKindShowsTheSameFiles(Kind kind) throws IOException {
    Map<String, byte[]> files = files("cat/1.png", "cat/deep/er/2.png", "dog/3.png", "dog/été.png");
    Path archive = kind.write(temp, files);
    assertThat(read(archive).files())
        .containsOnly(
            Map.entry("cat/1.png", "cat/1.png"),
            Map.entry("cat/deep/er/2.png", "cat/deep/er/2.png"),
            Map.entry("dog/3.png", "dog/3.png"),
            Map.entry("dog/été.png", "dog/été.png"));
    assertThat(list(archive)).containsExactlyInAnyOrderElementsOf(files.keySet());
  }

  @ParameterizedTest
  @EnumSource
  void filesOfSystemsAndEmptyFoldersAreIgnored(Kind kind) throws IOException {
    Map<String, byte[]> files =
        files(
            "cat/1.png",
            "cat/.DS_Store",
            "cat/Thumbs.db",
            "cat/desktop.ini",
            "__MACOSX/cat/._1.png");
    files.put("dog/", new byte[0]);
    TestArchives.Seen seen = read(kind.write(temp, files));
    assertThat(seen.files()).containsOnlyKeys("cat/1.png");
    assertThat(seen.ignored())
        .containsEntry("cat/.DS_Store", Ignored.HIDDEN)
        .containsEntry("cat/Thumbs.db", Ignored.HIDDEN)
        .containsEntry("cat/desktop.ini", Ignored.HIDDEN)
        .containsEntry("dog", Ignored.EMPTY_FOLDER)
        .containsEntry(kind == Kind.FOLDER ? "__MACOSX" : "__MACOSX/cat/._1.png", Ignored.HIDDEN)
        .hasSize(5);
  }

  @ParameterizedTest
  @EnumSource
  void fileOverTheLimitSpoilsNoOther(Kind kind) throws IOException {
    Map<String, byte[]> files = new LinkedHashMap<>();
    files.put("cat/1.png", new byte[101]);
    files.put("cat/2.png", text("fine"));
    files.put("manifest.csv", text("x".repeat(101)));
    ArchiveLimits limits = new ArchiveLimits(10, 10, 100, 200, 20, 1_000_000);
    assertThat(read(kind.write(temp, files), limits).files())
        .containsEntry(
            "cat/1.png",
            "damaged: cat/1.png has 101 bytes; at most 100 are read of a file, so reduce it")
        .containsEntry("cat/2.png", "fine")
        .containsEntry("manifest.csv", "x".repeat(101));
  }

  @ParameterizedTest
  @EnumSource
  void tooManyFilesAreRefused(Kind kind) throws IOException {
    Path archive = kind.write(temp, files("a/1", "a/2", "a/3"));
    ArchiveLimits limits = new ArchiveLimits(2, 10, 100, 200, 20, 1_000_000);
    assertThatExceptionOfType(ArchiveException.class)
        .isThrownBy(() -> read(archive, limits))
        .withMessage("the archive has 3 files or more; at most 2 are read, so leave some out")
        .returns("too-many-files", ArchiveException::code);
  }

  @ParameterizedTest
  @EnumSource
  void emptyFilesAreShownButOnlySoMany(Kind kind) throws IOException {
    Map<String, byte[]> files = new LinkedHashMap<>();
    for (int i = 0; i < 4; i++) {
      files.put("a/" + i, new byte[0]);
    }
    Path archive = kind.write(temp, files);
    assertThat(read(archive).files()).hasSize(4).containsEntry("a/0", "");
    ArchiveLimits limits = new ArchiveLimits(10, 3, 100, 200, 20, 1_000_000);
    assertThatExceptionOfType(ArchiveException.class)
        .isThrownBy(() -> read(archive, limits))
        .withMessageContaining("4 entries that are folders, empty or ignored")
        .withMessageContaining("at most 3")
        .returns("too-many-files", ArchiveException::code);
  }

  @ParameterizedTest
  @EnumSource
  void archiveOfArchivesIsRefused(Kind kind) throws IOException {
    Path archive = kind.write(temp, files("cats.zip", "dogs.tar.gz"));
    assertThatExceptionOfType(ArchiveException.class)
        .isThrownBy(() -> read(archive))
        .withMessageContaining("nothing but 2 archives")
        .withMessageContaining("unpack them")
        .returns("nested-archive", ArchiveException::code);
  }

  @ParameterizedTest
  @EnumSource
  void gzippedIdxFilesAreNoNestedArchives(Kind kind) throws IOException {
    assertThat(list(kind.write(temp, files("train-images-idx3-ubyte.gz")))).hasSize(1);
  }

  @Test
  void otherFormatsAreNamed() throws IOException {
    assertThat(messageFor(text("Rar!\u001a\u0007more"))).contains("a RAR archive", "send a ZIP");
    assertThat(messageFor(new byte[0])).contains("0 bytes").contains("nothing");
    assertThat(messageFor(text("hello"))).contains("unknown kind");
    assertThat(messageFor(new byte[] {0x1f, (byte) 0x8b, 8})).contains("damaged or cut off");
  }

  @Test
  void gzipWithoutTarIsRefused() throws IOException {
    Path file = temp.resolve("x.gz");
    try (var gzip = new GZIPOutputStream(Files.newOutputStream(file))) {
      gzip.write(1);
    }
    assertThat(messageFor(Files.readAllBytes(file))).contains("contains no TAR archive");
  }

  /** Where a TAR has the digits of its checksum, these files have something else. */
  @Test
  void filesThatAreAsLongAsATarHeaderAreRefused() throws IOException {
    byte[] random = new byte[1000];
    new Random(1).nextBytes(random);
    for (byte[] content :
        List.of(random, text("a long text ".repeat(300)), text("7z\u00bc".repeat(400)))) {
      assertThat(messageFor(content)).contains("no archive");
      Path gzipped = temp.resolve("long.gz");
      try (var gzip = new GZIPOutputStream(Files.newOutputStream(gzipped))) {
        gzip.write(content);
      }
      assertThat(messageFor(Files.readAllBytes(gzipped))).contains("contains no TAR archive");
    }
  }

  private String messageFor(byte[] content) throws IOException {
    Path file = Files.write(temp.resolve("upload"), content);
    ArchiveException refused = null;
    try {
      Archives.open(file, ArchiveLimits.DEFAULTS);
    } catch (ArchiveException e) {
      refused = e;
    }
    assertThat(refused).isNotNull().returns("not-an-archive", ArchiveException::code);
    return refused.getMessage();
  }
}
