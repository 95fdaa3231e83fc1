package dev.residual.dataset.ingest;

import static dev.residual.dataset.archive.TestArchives.files;
import static dev.residual.dataset.archive.TestArchives.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.residual.dataset.archive.Archive;
import dev.residual.dataset.archive.ArchiveLimits;
import dev.residual.dataset.archive.Archives;
import dev.residual.dataset.archive.TestArchives;
import dev.residual.dataset.pack.Split;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LayoutDetectorTests {

  @TempDir Path temp;

  private Layout detect(Map<String, byte[]> files) throws IOException {
    return detect(files, ImportOptions.NONE);
  }

  private Layout detect(Map<String, byte[]> files, ImportOptions request) throws IOException {
    try (Archive archive = Archives.open(TestArchives.zip(temp, files), ArchiveLimits.DEFAULTS)) {
      return LayoutDetector.detect(archive, request);
    }
  }

  private ImportException refused(Map<String, byte[]> files) {
    ImportException[] refused = new ImportException[1];
    assertThatExceptionOfType(ImportException.class)
        .isThrownBy(() -> detect(files))
        .satisfies(e -> refused[0] = e);
    return refused[0];
  }

  private static Assigned at(String path, int label) {
    return new Assigned(path, label, null, null);
  }

  private static Map<String, byte[]> csv(String name, String content, String... paths) {
    Map<String, byte[]> files = files(paths);
    files.put(name, text(content));
    return files;
  }

  private static ImportOptions options(String json) {
    return OptionsFile.parse(text(json.replace('\'', '"')));
  }

  @Test
  void foldersAreLabelsInNaturalOrder() throws IOException {
    Layout layout = detect(files("10/a.png", "2/b.png", "2/deep/er/c.png", "1/d.png"));
    assertThat(layout.kind()).isEqualTo(LayoutKind.CLASS_FOLDERS);
    assertThat(layout.labels()).containsExactly("1", "2", "10");
    assertThat(layout.files())
        .containsExactly(
            at("10/a.png", 2), at("2/b.png", 1), at("2/deep/er/c.png", 1), at("1/d.png", 0));
    assertThat(layout.ignored()).isEmpty();
  }

  @Test
  void loneOuterFoldersAreStripped() throws IOException {
    Layout layout = detect(files("data/pets/cat/1.png", "data/pets/dog/2.png", "README.md"));
    assertThat(layout.labels()).containsExactly("cat", "dog");
    assertThat(layout.files())
        .containsExactly(at("data/pets/cat/1.png", 0), at("data/pets/dog/2.png", 1));
    assertThat(layout.ignored()).isEqualTo(Map.of("outside-classes", 1));
  }

  @Test
  void everyIgnoredEntryIsCounted() throws IOException {
    Map<String, byte[]> files =
        files(
            "pets/cat/1.png",
            "pets/cat/.DS_Store",
            "__MACOSX/pets/cat/._1.png",
            "pets/dog/2.png",
            "pets/dog/Thumbs.db",
            "pets/README.md");
    files.put("pets/bird/", new byte[0]);
    Layout layout = detect(files);
    assertThat(layout.labels()).containsExactly("cat", "dog");
    assertThat(layout.files()).hasSize(2);
    assertThat(layout.ignored())
        .isEqualTo(Map.of("hidden", 3, "empty-folder", 1, "outside-classes", 1));
  }

  @ParameterizedTest
  @ValueSource(strings = {"val", "valid", "validation", "Val"})
  void foldersOfSplitsAreRead(String validation) throws IOException {
    Layout layout =
        detect(
            files(
                "pets/train/cat/1.png",
                "pets/train/dog/2.png",
                "pets/" + validation + "/dog/3.png",
                "pets/test/bird/4.png",
                "pets/test/loose.png",
                "pets/docs/a/b.txt"));
    assertThat(layout.kind()).isEqualTo(LayoutKind.SPLIT_FOLDERS);
    assertThat(layout.labels()).containsExactly("bird", "cat", "dog");
    assertThat(layout.files())
        .containsExactly(
            new Assigned("pets/train/cat/1.png", 1, Split.TRAIN, null),
            new Assigned("pets/train/dog/2.png", 2, Split.TRAIN, null),
            new Assigned("pets/" + validation + "/dog/3.png", 2, Split.VALIDATION, null),
            new Assigned("pets/test/bird/4.png", 0, Split.TEST, null));
    assertThat(layout.ignored()).isEqualTo(Map.of("outside-classes", 2));
  }

  @Test
  void trainAloneIsASplit() throws IOException {
    Layout layout = detect(files("train/cat/1.png", "train/dog/2.png"));
    assertThat(layout.kind()).isEqualTo(LayoutKind.SPLIT_FOLDERS);
    assertThat(layout.files()).extracting(Assigned::split).containsOnly(Split.TRAIN);
  }

  @Test
  void trainMayBeAClass() throws IOException {
    Layout layout = detect(files("train/1.png", "train/ice/2.png", "car/3.png", "bus/4.png"));
    assertThat(layout.kind()).isEqualTo(LayoutKind.CLASS_FOLDERS);
    assertThat(layout.labels()).containsExactly("bus", "car", "train");
  }

  @Test
  void givenLabelsSetOrderAndNames() throws IOException {
    ImportOptions given =
        options("{'labels': [{'name': 'T-shirt/top', 'folder': 'tshirt'}, 'bag']}");
    Layout layout = detect(files("bag/1.png", "tshirt/2.png", "coat/3.png"), given);
    assertThat(layout.labels()).containsExactly("T-shirt/top", "bag");
    assertThat(layout.files()).containsExactly(at("bag/1.png", 1), at("tshirt/2.png", 0));
    assertThat(layout.ignored()).isEqualTo(Map.of("label-not-listed", 1));
  }

  @ParameterizedTest
  @ValueSource(strings = {"dataset.json", "pets/dataset.json"})
  void optionsInTheArchiveAreDefaults(String path) throws IOException {
    Map<String, byte[]> files = files("pets/cat/1.png", "pets/dog/2.png");
    files.put(path, text("{\"labels\": [\"dog\", \"cat\"], \"storedSize\": 64}"));
    Layout layout = detect(files, options("{'storedSize': 32}"));
    assertThat(layout.labels()).containsExactly("dog", "cat");
    assertThat(layout.options().storedSize()).isEqualTo(32);
    assertThat(layout.ignored()).isEmpty();
  }

  @Test
  void wrongOptionsInTheArchiveNameTheLine() {
    Map<String, byte[]> files = files("cat/1.png", "dog/2.png");
    files.put("dataset.json", text("{\n\"storedSize\": 3000}"));
    assertThat(refused(files))
        .hasMessageContaining("dataset.json, line 2")
        .hasMessageContaining("between 28 and 512, was 3000")
        .returns("manifest-invalid", ImportException::code);
  }

  @Test
  void classesAreNeeded() {
    assertThat(refused(files("1.png", "2.png")))
        .hasMessageContaining("2 files such as 1.png")
        .hasMessageContaining("into a folder with its name")
        .returns("no-classes", ImportException::code);
    assertThat(refused(files("cat/1.png", "cat/2.png", "cat/3.png")))
        .hasMessageContaining("all 3 images have the label cat")
        .hasMessageContaining("at least 2 labels")
        .returns("one-class", ImportException::code);
    Map<String, byte[]> many = new LinkedHashMap<>();
    for (int i = 0; i < 1001; i++) {
      many.put(i + "/1.png", text("x"));
    }
    assertThat(refused(many))
        .hasMessageContaining("1,001 labels")
        .hasMessageContaining("at most 1,000")
        .returns("too-many-classes", ImportException::code);
  }

  @ParameterizedTest
  @ValueSource(strings = {"manifest.csv", "metadata.csv", "pets/manifest.csv"})
  void csvKeepsTheOrderOfLabels(String name) throws IOException {
    String folder = name.startsWith("pets/") ? "" : "pets/";
    Map<String, byte[]> files =
        csv(
            name,
            "\uFEFFfile_name,label,split,group,note\r\n"
                + folder
                + "2.png,zebra,train,g1,\r\n\r\n"
                + "./"
                + folder
                + "1.png,\"a \"\"b\"\", c\",test,,x\r\n"
                + folder
                + "3.png,zebra,,,\r\n",
            "pets/1.png",
            "pets/2.png",
            "pets/3.png",
            "pets/4.png");
    Layout layout = detect(files);
    assertThat(layout.kind()).isEqualTo(LayoutKind.CSV);
    assertThat(layout.labels()).containsExactly("zebra", "a \"b\", c");
    assertThat(layout.files())
        .containsExactly(
            new Assigned("pets/2.png", 0, Split.TRAIN, "g1"),
            new Assigned("pets/1.png", 1, Split.TEST, null),
            new Assigned("pets/3.png", 0, null, null));
    assertThat(layout.ignored()).isEqualTo(Map.of("not-in-manifest", 1));
  }

  @Test
  void givenLabelsSelectLinesOfTheCsv() throws IOException {
    Layout layout =
        detect(
            csv(
                "manifest.csv",
                "file_name,label\na.png,cat\nb.png,tshirt\nc.png,dog\nd.png,T-shirt/top",
                "a.png",
                "b.png",
                "c.png",
                "d.png"),
            options("{'labels': [{'name': 'T-shirt/top', 'folder': 'tshirt'}, 'cat']}"));
    assertThat(layout.files()).containsExactly(at("a.png", 1), at("b.png", 0), at("d.png", 0));
    assertThat(layout.ignored()).isEqualTo(Map.of("label-not-listed", 1));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "file;label\\na.png;x | line 1: the columns must be file_name,label",
        "file_name,label\\na.png,x\\nb.png | line 3: there are 1 values for 2 columns",
        "file_name,label\\na.png,x\\nz.png,y | line 3: the archive has no file z.png",
        "file_name,label\\na.png,x\\na.png,y | line 3: a.png has a line already",
        "file_name,label\\na.png,\\nb.png,y | line 2: a label must have 1 to 200 bytes",
        "file_name,label,split\\na.png,x,exam | line 2: split must be train, val",
        "file_name,label\\na.png,\"x\\nb.png,y | this is no valid CSV",
        "file_name,label,label\\na.png,x,y | this is no valid CSV"
      })
  void wrongCsvNamesTheLine(String content, String message) {
    assertThat(refused(csv("manifest.csv", content.replace("\\n", "\n"), "a.png", "b.png")))
        .hasMessageContaining("manifest.csv, line ")
        .hasMessageContaining(message)
        .returns("manifest-invalid", ImportException::code);
  }

  @Test
  void csvThatIsNotUtf8NamesTheLine() {
    Map<String, byte[]> files = files("a.png");
    files.put("manifest.csv", new byte[] {'f', '\n', '\n', (byte) 0xe4});
    assertThat(refused(files)).hasMessageContaining("manifest.csv, line 3: this is not UTF-8");
  }

  private static byte[] idx(int magic, int count, int... rest) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes(ByteBuffer.allocate(8).putInt(magic).putInt(count).array());
    for (int value : rest) {
      bytes.write(value);
    }
    return bytes.toByteArray();
  }

  private static byte[] gzip(byte[] content) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write(content);
    }
    return bytes.toByteArray();
  }

  private static Map<String, byte[]> idxFiles() throws IOException {
    Map<String, byte[]> files = new LinkedHashMap<>();
    files.put("mnist/t10k-labels.idx1-ubyte", idx(2049, 1, 2));
    files.put("mnist/train-images-idx3-ubyte", idx(2051, 2, 0, 0, 0, 1, 0, 0, 0, 1, 7, 8));
    files.put("mnist/train-labels-idx1-ubyte.gz", gzip(idx(2049, 2, 0, 1)));
    files.put("mnist/t10k-images-idx3-ubyte.gz", gzip(idx(2051, 1, 0, 0, 0, 1, 0, 0, 0, 1, 9)));
    return files;
  }

  @Test
  void idxFilesAreReadGzippedOrNot() throws IOException {
    Layout layout = detect(idxFiles());
    assertThat(layout.kind()).isEqualTo(LayoutKind.IDX);
    assertThat(layout.labels()).containsExactly("0", "1", "2");
    assertThat(layout.files())
        .containsExactly(
            new Assigned("mnist/train-images-idx3-ubyte/0", 0, Split.TRAIN, null),
            new Assigned("mnist/train-images-idx3-ubyte/1", 1, Split.TRAIN, null),
            new Assigned("mnist/t10k-images-idx3-ubyte.gz/0", 2, Split.TEST, null));
    assertThat(layout.ignored()).isEmpty();
    assertThat(detect(idxFiles(), options("{'labels': ['a', 'b', 'c']}")).labels())
        .containsExactly("a", "b", "c");
  }

  @Test
  void idxFilesMustFitTogether() throws IOException {
    Map<String, byte[]> files = idxFiles();
    files.put("mnist/train-labels-idx1-ubyte.gz", gzip(idx(2049, 3, 0, 1, 1)));
    assertThat(refused(files))
        .hasMessageContaining("has 3 labels")
        .hasMessageContaining("has 2 images")
        .returns("manifest-invalid", ImportException::code);
    files.put("mnist/train-labels-idx1-ubyte.gz", gzip(idx(2049, 3, 0)));
    assertThat(refused(files)).hasMessageContaining("3 labels need 11 bytes, found 9");
    files.put("mnist/train-labels-idx1-ubyte.gz", gzip(new byte[2_000_000]));
    assertThat(refused(files)).returns("too-many-files", ImportException::code);
    files.put("mnist/train-labels-idx1-ubyte.gz", new byte[] {0x1f, (byte) 0x8b, 0});
    assertThat(refused(files)).hasMessageContaining("cannot be read");
  }

  @Test
  void layoutsAreTriedInOrder() throws IOException {
    Map<String, byte[]> files = idxFiles();
    files.put("mnist/manifest.csv", text("file_name,label\ncat/1.png,a\ndog/2.png,b\n"));
    files.put("mnist/cat/1.png", text("x"));
    files.put("mnist/dog/2.png", text("x"));
    assertThat(detect(files).kind()).isEqualTo(LayoutKind.IDX);
    files.remove("mnist/t10k-labels.idx1-ubyte");
    Layout layout = detect(files);
    assertThat(layout.kind()).isEqualTo(LayoutKind.CSV);
    assertThat(layout.ignored()).isEqualTo(Map.of("not-in-manifest", 3));
    files.remove("mnist/manifest.csv");
    files.keySet().removeIf(path -> path.contains("ubyte"));
    assertThat(detect(files).kind()).isEqualTo(LayoutKind.CLASS_FOLDERS);
    assertThat(List.copyOf(detect(files).labels())).containsExactly("cat", "dog");
  }
}
