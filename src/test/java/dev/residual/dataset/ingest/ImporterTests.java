package dev.residual.dataset.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.residual.dataset.LabeledImages;
import dev.residual.dataset.archive.Archive;
import dev.residual.dataset.archive.ArchiveLimits;
import dev.residual.dataset.archive.Archives;
import dev.residual.dataset.archive.TestArchives;
import dev.residual.dataset.pack.Pack;
import dev.residual.dataset.pack.PackManifest;
import dev.residual.dataset.pack.Split;
import dev.residual.image.ImageFormat;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.zip.GZIPInputStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImporterTests {

  private static final ImportObserver SILENT = (phase, done, total) -> {};
  private static final int SIZE = 6;

  @TempDir Path temp;

  private Path scratch;
  private Path packs;

  @BeforeEach
  void folders() throws IOException {
    scratch = Files.createDirectory(temp.resolve("scratch"));
    packs = Files.createDirectory(temp.resolve("packs"));
  }

  private Pack pack(Path file, ImportOptions options) throws IOException {
    Path directory = Files.createTempDirectory(packs, "pack");
    try (Archive archive = Archives.open(file, ArchiveLimits.DEFAULTS)) {
      PackManifest manifest = Importer.run(archive, options, directory, scratch, SILENT);
      assertThat(scratch).isEmptyDirectory();
      Pack pack = Pack.open(directory, true);
      assertThat(pack.manifest()).isEqualTo(manifest);
      return pack;
    }
  }

  private Pack pack(Map<String, byte[]> files, String json) throws IOException {
    return pack(TestArchives.zip(temp, files), options(json));
  }

  private ImportException refusal(Map<String, byte[]> files, String json) {
    ImportException[] refusal = new ImportException[1];
    assertThatExceptionOfType(ImportException.class)
        .isThrownBy(() -> pack(files, json))
        .satisfies(e -> refusal[0] = e);
    assertThat(scratch).isEmptyDirectory();
    return refusal[0];
  }

  private static ImportOptions options(String json) {
    return OptionsFile.parse(json.replace('\'', '"').getBytes(UTF_8));
  }

  private static byte[] png(byte[] gray, int height, int width) {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_GRAY);
    image.getRaster().setDataElements(0, 0, width, height, gray);
    return png(image);
  }

  private static byte[] png(BufferedImage image) {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    try {
      ImageIO.write(image, "png", file);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return file.toByteArray();
  }

  private static byte[] plain(int rgb) {
    BufferedImage image = new BufferedImage(8, 8, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < 64; i++) {
      image.setRGB(i % 8, i / 8, rgb);
    }
    return png(image);
  }

  private static byte[] noise(long seed) {
    byte[] pixels = new byte[SIZE * SIZE];
    new Random(seed).nextBytes(pixels);
    return pixels;
  }

  private static byte[] idx(int images, byte[]... values) {
    ByteBuffer file =
        ByteBuffer.allocate(images > 0 ? 16 + images * SIZE * SIZE : 8 + values.length);
    if (images > 0) {
      file.putInt(2051).putInt(images).putInt(SIZE).putInt(SIZE);
    } else {
      file.putInt(2049).putInt(values.length);
    }
    for (byte[] value : values) {
      file.put(value);
    }
    return file.array();
  }

  /** Returns the same 24 training and 12 test images of two classes in a layout. */
  private static Map<String, byte[]> layout(LayoutKind kind) {
    Map<String, byte[]> files = new LinkedHashMap<>();
    StringBuilder csv = new StringBuilder("split,file_name,label\n");
    for (String split : List.of("train", "test")) {
      int count = split.equals("train") ? 24 : 12;
      byte[][] images = new byte[count][];
      byte[][] labels = new byte[count][];
      for (int i = 0; i < count; i++) {
        images[i] = noise(count + 100L * i);
        labels[i] = new byte[] {(byte) (i % 2)};
        byte[] png = png(images[i], SIZE, SIZE);
        if (kind == LayoutKind.SPLIT_FOLDERS) {
          files.put(split + "/" + i % 2 + "/" + i + ".png", png);
        } else if (kind == LayoutKind.CSV) {
          files.put("all/" + split + "/" + i + ".jpg", png);
          csv.append(split + ",all/" + split + "/" + i + ".jpg," + i % 2 + "\n");
        }
      }
      if (kind == LayoutKind.IDX) {
        String stem = split.equals("train") ? "train" : "t10k";
        files.put(stem + "-images-idx3-ubyte", idx(count, images));
        files.put(stem + "-labels-idx1-ubyte", idx(0, labels));
      }
    }
    if (kind == LayoutKind.CSV) {
      files.put("manifest.csv", csv.toString().getBytes(UTF_8));
    }
    return files;
  }

  private static Map<String, byte[]> shuffled(Map<String, byte[]> files) {
    List<String> paths = new ArrayList<>(files.keySet());
    Collections.shuffle(paths, new Random(1));
    Map<String, byte[]> shuffled = new LinkedHashMap<>();
    paths.forEach(path -> shuffled.put(path, Objects.requireNonNull(files.get(path))));
    return shuffled;
  }

  @Test
  void sameImagesGiveTheSameDigestInEveryLayoutAndArchive() throws IOException {
    List<String> digests = new ArrayList<>();
    for (LayoutKind kind : List.of(LayoutKind.IDX, LayoutKind.CSV, LayoutKind.SPLIT_FOLDERS)) {
      Map<String, byte[]> files = layout(kind);
      for (Map<String, byte[]> order : List.of(files, shuffled(files))) {
        digests.add(pack(TestArchives.zip(temp, order), ImportOptions.NONE).manifest().digest());
        digests.add(pack(TestArchives.tarGz(temp, order), ImportOptions.NONE).manifest().digest());
      }
    }
    assertThat(digests).hasSize(12).containsOnly(digests.get(0));
  }

  @Test
  void ownSplitDoesNotDependOnTheArchive() throws IOException {
    Map<String, byte[]> files = new LinkedHashMap<>();
    for (int i = 0; i < 40; i++) {
      files.put("set/" + i % 2 + "/" + i + ".png", png(noise(i), SIZE, SIZE));
    }
    Pack pack = pack(TestArchives.zip(temp, files), ImportOptions.NONE);
    Pack other = pack(TestArchives.tar(temp, shuffled(files)), ImportOptions.NONE);
    assertThat(pack.manifest().counts().test()).containsExactly(4, 4);
    assertThat(other.manifest().digest()).isEqualTo(pack.manifest().digest());
    assertThat(pack(files, "{'split': {'seed': 1}}").manifest().digest())
        .isNotEqualTo(pack.manifest().digest());
  }

  @Test
  void sampleRepackedAsPngsEqualsItsIdxFiles() throws IOException {
    Map<String, byte[]> files = new LinkedHashMap<>();
    byte[][] pixels = new byte[2][];
    byte[][] labels = new byte[2][];
    for (int part = 0; part < 2; part++) {
      String stem = part == 0 ? "train" : "t10k";
      pixels[part] = sample(stem + "-images-idx3-ubyte.gz", 16);
      labels[part] = sample(stem + "-labels-idx1-ubyte.gz", 8);
      for (int i = 0; i < labels[part].length; i++) {
        String path =
            String.format("%s/%d/%05d.png", part == 0 ? "train" : "test", labels[part][i], i);
        byte[] image = Arrays.copyOfRange(pixels[part], 784 * i, 784 * (i + 1));
        files.put(path, png(image, 28, 28));
      }
    }
    Pack pack = pack(shuffled(files), "{}");

    assertThat(pack.manifest().imageFormat()).isEqualTo(ImageFormat.gray(28, 28));
    for (int part = 0; part < 2; part++) {
      LabeledImages images = pack.images(part == 0 ? Split.TRAIN : Split.TEST);
      assertThat(images.size()).isEqualTo(part == 0 ? 6000 : 1000);
      for (int i = 0; i < images.size(); i++) {
        assertThat(images.label(i)).isEqualTo(labels[part][i]);
        assertThat(images.pixels(i))
            .isEqualTo(Arrays.copyOfRange(pixels[part], 784 * i, 784 * (i + 1)));
      }
    }
  }

  private static byte[] sample(String name, int header) throws IOException {
    try (InputStream in =
            ImporterTests.class.getResourceAsStream("/dataset/fashion-mnist-sample/" + name);
        InputStream plain = new GZIPInputStream(Objects.requireNonNull(in, name))) {
      plain.skipNBytes(header);
      return plain.readAllBytes();
    }
  }

  /** Returns ten gray images in each of two classes. */
  private static Map<String, byte[]> twenty() {
    Map<String, byte[]> files = new LinkedHashMap<>();
    for (int i = 0; i < 20; i++) {
      files.put((i < 10 ? "cat/" : "dog/") + i + ".png", png(noise(i), SIZE, SIZE));
    }
    return files;
  }

  @Test
  void oneImageInColorMakesAllHaveColor() throws IOException {
    Map<String, byte[]> files = twenty();
    files.put("cat/red.png", plain(0xff0000));
    Pack pack = pack(files, "{}");
    assertThat(pack.manifest().channels()).isEqualTo(3);
    LabeledImages train = pack.images(Split.TRAIN);
    for (int i = 0; i < train.size(); i++) {
      if (!pack.name(Split.TRAIN, i).equals("cat/red.png")) {
        byte[] pixels = train.pixels(i);
        assertThat(pixels[0]).isEqualTo(pixels[1]).isEqualTo(pixels[2]);
      }
    }
    assertThat(pack(files, "{'color': 'gray'}").manifest().channels()).isEqualTo(1);
  }

  @Test
  void tintsAloneMakeNoColor() throws IOException {
    Map<String, byte[]> files = twenty();
    for (int i = 0; i < 2; i++) {
      files.put("cat/tint" + i + ".png", plain(0x646868 + i));
    }
    assertThat(pack(files, "{}").manifest().channels()).isEqualTo(1);
    assertThat(pack(files, "{}").manifest().digest())
        .isEqualTo(pack(files, "{'color': 'gray'}").manifest().digest());
    assertThat(pack(files, "{'color': 'rgb'}").manifest().channels()).isEqualTo(3);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "boot-16.png",
        "boot-rgba.tif",
        "boot-cmyk.tif",
        "boot-exif-6.png",
        "boot-orientation-5.tif",
        "boot-interlaced.gif",
        "boot-24.bmp"
      })
  void contentDecidesAndNotTheName(String name) throws IOException {
    Map<String, byte[]> files = twenty();
    files.put("boot/1.jpg", file("boot.png"));
    files.put("boot/2.jpg", file(name));
    // Equal pixels stay together, so that another image is needed for the test.
    files.put("boot/3.webp", png(noise(99), SIZE, SIZE));
    Pack pack = pack(files, "{'color': 'gray', 'labels': ['boot', 'cat', 'dog']}");
    Split split = pack.manifest().counts().train().get(0) == 2 ? Split.TRAIN : Split.TEST;
    LabeledImages images = pack.images(split);
    List<byte[]> boots = new ArrayList<>();
    for (int i = 0; i < images.size(); i++) {
      if (images.label(i) == 0) {
        boots.add(images.pixels(i));
      }
    }
    assertThat(boots).hasSize(2);
    assertThat(boots.get(0)).isEqualTo(boots.get(1));
  }

  private static byte[] file(String name) throws IOException {
    try (InputStream in = ImageFormat.class.getResourceAsStream("files/" + name)) {
      return Objects.requireNonNull(in, name).readAllBytes();
    }
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
