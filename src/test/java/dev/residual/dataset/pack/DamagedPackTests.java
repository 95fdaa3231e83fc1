package dev.residual.dataset.pack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.residual.dataset.DatasetException;
import dev.residual.preprocessing.OrientationMode;
import dev.residual.storage.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DamagedPackTests {

  private static final PackHeader HEADER =
      new PackHeader(List.of("a", "b"), 1, 64, OrientationMode.AS_IS);

  @TempDir private Path folder;

  @BeforeEach
  void write() throws IOException {
    TestPack.random(3, 4).write(folder, 2000);
    assertThat(folder.resolve("data-0001.bin")).exists();
  }

  @Test
  void everyFlippedBitIsFoundAndItsFileIsNamed() throws IOException {
    for (String name : files()) {
      Path file = folder.resolve(name);
      byte[] intact = Files.readAllBytes(file);
      for (int position : positions(intact.length)) {
        byte[] damaged = intact.clone();
        damaged[position] ^= (byte) (1 << position % 8);
        Files.write(file, damaged);

        assertThatExceptionOfType(DatasetException.class)
            .as("byte %d of %s", position, name)
            .isThrownBy(() -> Pack.open(folder, true))
            .withMessageContaining(name);
      }
      Files.write(file, intact);
    }
    Pack.open(folder, true);
  }

  private static int[] positions(int length) {
    return new int[] {0, length / 3, length / 2, length - 1};
  }

  @Test
  void wrongSizeIsFoundWithoutReadingTheFile() throws IOException {
    for (String name : files()) {
      Path file = folder.resolve(name);
      byte[] intact = Files.readAllBytes(file);
      for (int length : new int[] {0, intact.length - 1, intact.length + 1}) {
        Files.write(file, Arrays.copyOf(intact, length));
        assertUnusable(name);
      }
      Files.write(file, intact);
    }
    Pack.open(folder, false);
  }

  @Test
  void missingFileIsNamed() throws IOException {
    for (String name : files()) {
      byte[] intact = Files.readAllBytes(folder.resolve(name));
      Files.delete(folder.resolve(name));
      assertUnusable(name + " is missing");
      Files.write(folder.resolve(name), intact);
    }
  }

  @Test
  void everyWrongFieldOfTheIndexIsFoundWithoutDigests() throws IOException {
    Path index = folder.resolve("index.bin");
    byte[] intact = Files.readAllBytes(index);
    for (int position = 0; position < intact.length; position++) {
      for (int bit = 0; bit < 8; bit++) {
        byte[] damaged = intact.clone();
        damaged[position] ^= (byte) (1 << bit);
        Files.write(index, damaged);

        assertUnusable("index.bin does not fit dataset.json at image ");
      }
    }
  }

  @Test
  void packOfALaterVersionIsRefused() throws IOException {
    replaceInManifest("\"format\" : 1", "\"format\" : 2");

    assertUnusable("the format in dataset.json is 2, but only 1 is supported");
  }

  @Test
  void manifestMayNameNoOtherFiles() throws IOException {
    replaceInManifest("\"index.bin\"", "\"../index.bin\"");

    assertUnusable("dataset.json names unknown files: [");
  }

  @ParameterizedTest
  @ValueSource(strings = {"channels", "counts", "files", "digest"})
  void manifestWithoutAFieldIsRefused(String field) throws IOException {
    replaceInManifest("\"" + field + "\"", "\"other\"");

    assertUnusable("dataset.json cannot be read: ");
  }

  @Test
  void unfinishedPackHasNoManifest() throws IOException {
    Path other = Files.createDirectory(folder.resolve("other"));
    try (PackWriter writer = new PackWriter(other, HEADER)) {
      writer.add(Split.TRAIN, 0, 1, 1, new byte[1], "a");
    }

    assertThat(other.resolve("dataset.json")).doesNotExist();
    assertThatExceptionOfType(DatasetException.class)
        .isThrownBy(() -> PackManifest.read(other))
        .withMessage("dataset.json is missing");
  }

  @Test
  void invalidImagesAreRejected() throws IOException {
    Path other = Files.createDirectory(folder.resolve("other"));
    byte[] pixel = new byte[1];
    try (PackWriter writer = new PackWriter(other, HEADER, 100)) {
      assertThatIllegalStateException()
          .isThrownBy(
              () ->
                  new PackWriter(Files.createTempDirectory(folder, "p"), HEADER)
                      .finish(pixel, pixel))
          .withMessage("a pack must have training images");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> writer.add(Split.TRAIN, 2, 1, 1, pixel, "a"))
          .withMessage("label must be between 0 and 1, was 2");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> writer.add(Split.TRAIN, 0, 1, 2, pixel, "a"))
          .withMessage("an image must have 2 bytes, had 1");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> writer.add(Split.TRAIN, 0, 10, 11, new byte[110], "a"))
          .withMessageStartingWith("an image must fit into a data file");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> writer.add(Split.TRAIN, 0, 1, 1, pixel, "a\nb"))
          .withMessageStartingWith("a name must be one line");
      writer.add(Split.TEST, 0, 1, 1, pixel, "a");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> writer.add(Split.VALIDATION, 0, 1, 1, pixel, "a"))
          .withMessage("VALIDATION must not come after TEST");
    }
  }

  @Test
  void invalidHeadersAreRejected() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new PackHeader(List.of(), 1, 64, OrientationMode.EXIF));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new PackHeader(List.of("a", "a"), 1, 64, OrientationMode.EXIF));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new PackHeader(List.of("a"), 2, 64, OrientationMode.EXIF));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new PackHeader(List.of("a"), 1, 0, OrientationMode.EXIF));
  }

  private void assertUnusable(String message) {
    assertThatExceptionOfType(DatasetException.class)
        .isThrownBy(() -> Pack.open(folder, false))
        .withMessageContaining(message);
  }

  private void replaceInManifest(String from, String to) throws IOException {
    Path file = folder.resolve("dataset.json");
    String json = Files.readString(file);
    assertThat(json).contains(from);
    byte[] changed = json.replace(from, to).getBytes(StandardCharsets.UTF_8);
    Files.write(file, changed);
    Files.writeString(
        folder.resolve("dataset.json.sha256"), Sha256.of(changed) + "  dataset.json\n");
  }

  private List<String> files() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }
}
