package dev.residual.dataset.pack;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import dev.residual.dataset.LabeledImages;
import dev.residual.dataset.PixelStatistics;
import dev.residual.image.ImageFormat;
import dev.residual.preprocessing.OrientationMode;
import dev.residual.storage.FolderArtifactStore;
import dev.residual.storage.Sha256;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.util.FileSystemUtils;

class PackTests {

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void imagesOfDifferentSizesAreReadAsTheyWereWritten(int channels) throws IOException {
    TestPack written = TestPack.random(channels, 12);
    written.write(folder, 1 << 30);
    Pack pack = Pack.open(folder, true);

    int next = 0;
    for (Split split : Split.values()) {
      LabeledImages images = pack.images(split);
      assertThat(images.channels()).isEqualTo(channels);
      assertThat(images.size()).isEqualTo(written.count(split));
      for (int i = 0; i < images.size(); i++) {
        TestPack.Image image = written.images().get(next++);
        assertThat(images.format(i)).isEqualTo(image.format());
        assertThat(images.label(i)).isEqualTo(image.label());
        assertThat(images.pixels(i)).isEqualTo(image.pixels());
        assertThat(pack.name(split, i)).isEqualTo(image.name());
      }
      assertThatExceptionOfType(IndexOutOfBoundsException.class)
          .isThrownBy(() -> images.pixels(images.size()));
      assertThatExceptionOfType(IndexOutOfBoundsException.class)
          .isThrownBy(() -> pack.name(split, images.size()));
    }
    assertThat(next).isEqualTo(written.images().size());
    assertThat(pack.report()).isEqualTo(TestPack.REPORT);
    assertThat(pack.unreadable()).isEqualTo(TestPack.UNREADABLE);
  }

  @Test
  void imagesSpreadOverSeveralDataFiles() throws IOException {
    TestPack written = TestPack.random(3, 12);
    PackManifest manifest = written.write(folder, 2000);
    Pack pack = Pack.open(folder, true);

    assertThat(manifest.files()).hasSizeGreaterThan(6);
    assertThat(manifest.files())
        .filteredOn(file -> file.name().startsWith("data-"))
        .allMatch(file -> file.bytes() <= 2000);
    assertThat(folder.resolve("data-0003.bin")).exists();
    LabeledImages train = pack.images(Split.TRAIN);
    for (int i = 0; i < train.size(); i++) {
      assertThat(train.pixels(i)).isEqualTo(written.images().get(i).pixels());
    }
  }

  @Test
  void digestDoesNotDependOnNamesAndDataFiles() throws IOException {
    TestPack written = TestPack.random(3, 12);
    String one = written.write(Files.createDirectory(folder.resolve("one")), 1 << 30).digest();
    String many =
        written.renamed("x").write(Files.createDirectory(folder.resolve("b")), 2000).digest();

    assertThat(many).isEqualTo(one);
  }

  @Test
  void digestIsThatOfLabelsAndImages() throws IOException {
    TestPack written = TestPack.random(3, 5);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeInt(written.labels().size());
      for (String label : written.labels()) {
        out.writeInt(label.getBytes(UTF_8).length);
        out.write(label.getBytes(UTF_8));
      }
      for (TestPack.Image image : written.images()) {
        out.writeByte(image.split().ordinal());
        out.writeInt(image.label());
        out.writeInt(image.format().height());
        out.writeInt(image.format().width());
        out.writeByte(3);
        out.write(image.pixels());
      }
    }

    assertThat(written.write(folder, 1 << 30).digest()).isEqualTo(Sha256.of(bytes.toByteArray()));
  }

  @Test
  void classesMayBeMoreThanAByteCounts() throws IOException {
    List<String> labels = IntStream.range(0, 1000).mapToObj(i -> "class " + i).toList();
    List<TestPack.Image> images = new ArrayList<>();
    for (int label = 0; label < 1000; label++) {
      images.add(
          new TestPack.Image(
              Split.TRAIN, label, ImageFormat.gray(1, 1), new byte[] {(byte) label}, "i" + label));
    }
    PackManifest manifest = new TestPack(1, labels, images).write(folder, 1 << 30);
    LabeledImages train = Pack.open(folder, false).images(Split.TRAIN);

    assertThat(IntStream.range(0, 1000).map(train::label))
        .containsExactlyElementsOf(IntStream.range(0, 1000).boxed().toList());
    assertThat(manifest.counts().train()).hasSize(1000).containsOnly(1);
    assertThat(manifest.counts().total(Split.TRAIN)).isEqualTo(1000);
    assertThat(manifest.counts().total(Split.TEST)).isZero();
  }

  @Test
  void manifestIsReadAsItWasWritten() throws IOException {
    PackManifest written = TestPack.random(3, 12).write(folder, 2000);

    assertThat(PackManifest.read(folder)).isEqualTo(written);
    assertThat(Pack.open(folder, false).manifest()).isEqualTo(written);
    assertThat(written.orientation()).isEqualTo(OrientationMode.EXIF);
    assertThat(Files.readString(folder.resolve("dataset.json")))
        .contains("\"orientation\" : \"exif\"", "\"format\" : 1");
  }

  @Test
  void inputFormatIsThatOfAllImagesOrTheStoredSquare() throws IOException {
    ImageFormat format = ImageFormat.gray(28, 20);
    PackManifest same =
        TestPack.of(format, format, format).write(Files.createDirectory(folder.resolve("a")), 999);
    PackManifest mixed =
        TestPack.of(format, ImageFormat.gray(20, 28), format)
            .write(Files.createDirectory(folder.resolve("b")), 999);

    assertThat(same.imageFormat()).isEqualTo(format);
    assertThat(same.inputFormat()).isEqualTo(format);
    assertThat(mixed.imageFormat()).isNull();
    assertThat(mixed.inputFormat()).isEqualTo(ImageFormat.gray(64, 64));
  }

  @Test
  void statisticsAreThoseOfTheTrainingPixels() throws IOException {
    ImageFormat two = new ImageFormat(3, 1, 2);
    List<TestPack.Image> images =
        List.of(
            new TestPack.Image(Split.TRAIN, 0, two, new byte[] {0, 10, 7, 2, 20, 7}, "a"),
            new TestPack.Image(Split.TRAIN, 0, two, new byte[] {4, 30, 7, (byte) 250, 40, 7}, "b"),
            new TestPack.Image(Split.TEST, 0, two, new byte[] {99, 99, 99, 99, 99, 99}, "c"));
    PixelStatistics pixels = new TestPack(3, List.of("x"), images).write(folder, 999).trainPixels();

    assertThat(pixels.mean()).containsExactly(64.0, 25.0, 7.0);
    assertThat(pixels.standardDeviation().get(0)).isEqualTo(107.396, within(1e-3));
    assertThat(pixels.standardDeviation().get(1)).isEqualTo(Math.sqrt(125), within(1e-9));
    assertThat(pixels.standardDeviation().get(2)).isZero();
    assertThat(pixels.normalization().scale().get(2)).as("no division by zero").isEqualTo(1);
    assertThat(pixels.normalization().mean()).isEqualTo(pixels.mean());
  }

  @Test
  void statisticsDoNotDependOnTheOrder() throws IOException {
    TestPack written = TestPack.random(3, 12);
    List<TestPack.Image> train =
        new ArrayList<>(
            written.images().stream().filter(each -> each.split() == Split.TRAIN).toList());
    TestPack one = new TestPack(3, written.labels(), List.copyOf(train));
    Collections.reverse(train);
    TestPack reversed = new TestPack(3, written.labels(), train);

    assertThat(reversed.write(Files.createDirectory(folder.resolve("a")), 999_999).trainPixels())
        .isEqualTo(one.write(Files.createDirectory(folder.resolve("b")), 999_999).trainPixels());
  }

  @Test
  void interruptedThreadCanWriteAndRead() throws IOException {
    TestPack written = TestPack.random(3, 12);
    Thread.currentThread().interrupt();
    try {
      written.write(folder, 2000);
      Pack pack = Pack.open(folder, true);

      assertThat(pack.images(Split.TRAIN).pixels(0)).isEqualTo(written.images().get(0).pixels());
      assertThat(pack.name(Split.TRAIN, 0)).isEqualTo(written.images().get(0).name());
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }
  }

  @Test
  void openPackSurvivesTheDeletionOfItsFiles() throws IOException {
    TestPack written = TestPack.random(1, 12);
    Path directory = Files.createDirectory(folder.resolve("pack"));
    written.write(directory, 500);
    Pack pack = Pack.open(directory, false);
    FileSystemUtils.deleteRecursively(directory);

    assertThat(directory).doesNotExist();
    assertThat(pack.images(Split.TRAIN).pixels(3)).isEqualTo(written.images().get(3).pixels());
    assertThat(pack.name(Split.TRAIN, 3)).isEqualTo(written.images().get(3).name());
  }

  @Test
  void prefetchedImagesAreTheSameThoughTheFilesAreGoneOrTheThreadIsInterrupted()
      throws IOException {
    TestPack written = TestPack.random(3, 12);
    Path directory = Files.createDirectory(folder.resolve("pack"));
    written.write(directory, 2000);
    LabeledImages train = Pack.open(directory, true).images(Split.TRAIN);
    LabeledImages turned = train.select(new int[] {2, 1, 0});

    turned.prefetch(0);
    Thread.currentThread().interrupt();
    turned.prefetch(1);
    assertThat(Thread.interrupted()).isTrue();
    FileSystemUtils.deleteRecursively(directory);
    for (int i = 0; i < train.size(); i++) {
      train.prefetch(i);
      assertThat(train.pixels(i)).isEqualTo(written.images().get(i).pixels());
    }
    assertThatExceptionOfType(IndexOutOfBoundsException.class)
        .isThrownBy(() -> train.prefetch(train.size()));
  }

  @Test
  void packIsAnArtifact() throws IOException {
    TestPack written = TestPack.random(1, 12);
    FolderArtifactStore store = new FolderArtifactStore(folder);
    store.write("datasets/7/1", directory -> written.write(directory, 500));
    Pack pack = store.read("datasets/7/1", directory -> Pack.open(directory, true));

    assertThat(pack.images(Split.TRAIN).pixels(3)).isEqualTo(written.images().get(3).pixels());
  }

  @Test
  void namesOfManyImagesAreFound() throws IOException {
    ImageFormat format = ImageFormat.gray(1, 1);
    List<TestPack.Image> images =
        IntStream.range(0, 192)
            .mapToObj(
                i -> new TestPack.Image(Split.TRAIN, 0, format, new byte[1], "caf\u00e9/" + i))
            .toList();
    new TestPack(1, List.of("x"), images).write(folder, 500);
    Pack pack = Pack.open(folder, false);

    assertThat(IntStream.range(0, 192).mapToObj(i -> pack.name(Split.TRAIN, i)))
        .containsExactlyElementsOf(images.stream().map(TestPack.Image::name).toList());
  }
}
