package dev.residual.dataset.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.residual.dataset.archive.Archive;
import dev.residual.dataset.archive.ArchiveLimits;
import dev.residual.dataset.archive.Archives;
import dev.residual.dataset.archive.TestArchives;
import dev.residual.dataset.pack.Pack;
import dev.residual.dataset.pack.Split;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;

/** Files that cannot be read, and imports that are ended. */
class ImportTroubleTests extends Imports {

  private ImportException refusal(Map<String, byte[]> files, String json) {
    ImportException[] refusal = new ImportException[1];
    assertThatExceptionOfType(ImportException.class)
        .isThrownBy(() -> pack(files, json))
        .satisfies(e -> refusal[0] = e);
    assertThat(scratch).isEmptyDirectory();
    return refusal[0];
  }

  @Test
  void fewUnreadableFilesAreLeftOut() throws IOException {
    Map<String, byte[]> files = twenty();
    files.put("cat/empty.png", new byte[0]);
    files.put("cat/notes.txt", TestArchives.text("no image"));
    files.put("dog/cut.png", Arrays.copyOf(png(noise(1), SIZE, SIZE), 50));
    Pack pack = pack(files, "{'maxUnreadable': 0.2}");
    assertThat(pack.manifest().counts().total(Split.TRAIN)).isEqualTo(16);
    assertThat(new String(pack.report(), UTF_8))
        .contains("\"files\":23", "\"images\":20")
        .contains("\"unreadableReasons\":{\"empty\":1,\"not-an-image\":1,\"unreadable\":1}");
    assertThat(new String(pack.unreadable(), UTF_8))
        .startsWith("file_name,reason,message\r\ncat/empty.png,empty,the file has 0 bytes\r\n")
        .contains("cat/notes.txt,not-an-image,", "dog/cut.png,unreadable,")
        .hasLineCount(4);
  }

  @Test
  void manyUnreadableFilesAreRefusedAndTheFirstAreNamed() {
    Map<String, byte[]> files = twenty();
    for (int i = 0; i < 7; i++) {
      files.put("cat/bad" + i, new byte[i]);
    }
    assertThat(refusal(files, "{}"))
        .hasMessageContaining("7 of 27 files cannot be read as images, and at most a share of 0.05")
        .hasMessageContaining("cat/bad0 (the file has 0 bytes); cat/bad1 (the file is no image;")
        .hasMessageContaining("cat/bad4")
        .hasMessageNotContaining("cat/bad5")
        .returns("too-many-unreadable", ImportException::code);
  }

  @Test
  void leaksAreDroppedFromTrainingOnRequest() throws IOException {
    Map<String, byte[]> files = new LinkedHashMap<>();
    for (int i = 0; i < 8; i++) {
      files.put("train/" + i % 2 + "/" + i + ".png", png(noise(i), SIZE, SIZE));
    }
    files.put("test/0/a.png", png(noise(0), SIZE, SIZE));
    files.put("test/1/b.png", png(noise(99), SIZE, SIZE));
    assertThat(pack(files, "{}").images(Split.TRAIN).size()).isEqualTo(8);
    Pack pack = pack(files, "{'leaks': 'drop-from-train'}");
    assertThat(pack.manifest().counts().train()).containsExactly(3, 4);
    assertThat(new String(pack.report(), UTF_8)).contains("\"images\":9,\"dropped\":1");

    for (int i = 2; i < 8; i += 2) {
      files.put("test/0/c" + i + ".png", png(noise(i), SIZE, SIZE));
    }
    assertThat(refusal(files, "{'leaks': 'drop-from-train'}"))
        .returns("class-without-training", ImportException::code);
  }

  @Test
  void cutOffIdxFileIsRefused() {
    Map<String, byte[]> files = layout(LayoutKind.IDX);
    String name = "train-images-idx3-ubyte";
    byte[] images = Objects.requireNonNull(files.get(name));
    files.put(name, Arrays.copyOf(images, images.length - 1));
    assertThat(refusal(files, "{}"))
        .hasMessageContaining(name + " ends before its 24 images do")
        .returns("manifest-invalid", ImportException::code);
    files.put(name, Arrays.copyOf(images, images.length + 1));
    assertThat(refusal(files, "{}")).hasMessageContaining(name + " has more bytes");
  }

  @Test
  void pathThatIsLongerThanAPackTakesIsShortened() throws IOException {
    Map<String, byte[]> files = twenty();
    String folders = ("\u732b".repeat(60) + "/").repeat(7);
    files.put("cat/" + folders + "x.png", png(noise(50), SIZE, SIZE));
    assertThat(pack(files, "{}").manifest().counts().total(Split.TRAIN)).isEqualTo(17);
    assertThat(PackName.of("cat/" + folders + "x.png").getBytes(UTF_8).length).isBetween(900, 1000);
  }

  @Test
  void interruptEndsTheImport() throws IOException {
    try (Archive archive =
        Archives.open(TestArchives.zip(temp, twenty()), ArchiveLimits.DEFAULTS)) {
      assertThatExceptionOfType(IOException.class)
          .isThrownBy(
              () ->
                  Importer.run(
                      archive,
                      options("{'maxUnreadable': 1.0}"),
                      packs,
                      scratch,
                      (phase, done, total) -> {
                        if (done == 3) {
                          Thread.currentThread().interrupt();
                        }
                      }));
      assertThat(Thread.interrupted()).isTrue();
    }
    assertThat(packs).isEmptyDirectory();
    assertThat(scratch).isEmptyDirectory();
  }

  @Test
  void observerSeesEveryImageAndCanEndTheImport() throws IOException {
    List<String> seen = new ArrayList<>();
    try (Archive archive =
        Archives.open(TestArchives.zip(temp, twenty()), ArchiveLimits.DEFAULTS)) {
      Importer.run(
          archive,
          ImportOptions.NONE,
          Files.createDirectory(packs.resolve("a")),
          scratch,
          (phase, done, total) -> seen.add(phase + " " + done + "/" + total));
      assertThat(seen).hasSize(41).contains("LISTING 0/0", "DECODING 1/20", "WRITING 20/20");
      assertThatExceptionOfType(CancellationException.class)
          .isThrownBy(
              () ->
                  Importer.run(
                      archive,
                      ImportOptions.NONE,
                      Files.createDirectory(packs.resolve("b")),
                      scratch,
                      (phase, done, total) -> {
                        if (phase == ImportObserver.Phase.DECODING && done == 7) {
                          throw new CancellationException();
                        }
                      }));
    }
    assertThat(scratch).isEmptyDirectory();
  }
}
