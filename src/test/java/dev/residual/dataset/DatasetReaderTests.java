package dev.residual.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatasetReaderTests {

  @TempDir private Path folder;

  private final TinyData data = new TinyData();

  @BeforeEach
  void write() throws IOException {
    data.writeTo(folder);
  }

  @Test
  void readsGzippedFiles() {
    Dataset dataset = read();

    assertThat(dataset.train().size()).isEqualTo(3);
    assertThat(dataset.train().label(2)).isEqualTo(9);
    assertThat(dataset.train().pixels(1)).containsExactly(5, 6, 7, 8);
    assertThat(dataset.test().pixels(0)).containsExactly((byte) 255, 0, (byte) 128, 1);
    assertThat(dataset.digests()).isEqualTo(data.definition().digests());
  }

  @Test
  void uncompressedFilesAreReadUnderEitherName() throws IOException {
    Files.write(
        folder.resolve(DatasetFile.TRAIN_IMAGES.gzipName()),
        data.uncompressed(DatasetFile.TRAIN_IMAGES));
    Files.delete(folder.resolve(DatasetFile.TEST_LABELS.gzipName()));
    Files.write(
        folder.resolve(DatasetFile.TEST_LABELS.fileName()),
        data.uncompressed(DatasetFile.TEST_LABELS));

    assertThat(read().test().label(0)).isEqualTo(9);
  }

  @Test
  void fileWithWrongDigestIsNamed() throws IOException {
    Path file = folder.resolve(DatasetFile.TRAIN_IMAGES.gzipName());
    byte[] other = data.uncompressed(DatasetFile.TRAIN_IMAGES);
    other[20] ^= 1;
    Files.write(file, other);

    assertThatExceptionOfType(DatasetException.class)
        .isThrownBy(this::read)
        .withMessageStartingWith(file + " is not the file of fashion-mnist: the SHA-256")
        .withMessageContaining(
            data.definition().digests().get(DatasetFile.TRAIN_IMAGES.fileName()));
  }

  @Test
  void truncatedFileIsNamed() throws IOException {
    Path file = folder.resolve(DatasetFile.TEST_IMAGES.gzipName());
    byte[] whole = data.gzipped(DatasetFile.TEST_IMAGES);
    Files.write(file, Arrays.copyOf(whole, whole.length - 12));

    assertThatExceptionOfType(DatasetException.class)
        .isThrownBy(this::read)
        .withMessageStartingWith(file.toString());
  }

  @Test
  void labelCountMustMatchImageCount() throws IOException {
    data.put(DatasetFile.TRAIN_LABELS, 2049, new int[] {2}, 0, 1).writeTo(folder);

    assertThatExceptionOfType(DatasetException.class)
        .isThrownBy(this::read)
        .withMessageContaining("train-labels-idx1-ubyte.gz has 2 labels, but")
        .withMessageEndingWith("train-images-idx3-ubyte.gz has 3 images");
  }

  @Test
  void labelOutsideClassesIsRejected() throws IOException {
    data.put(DatasetFile.TEST_LABELS, 2049, new int[] {1}, 10).writeTo(folder);

    assertThatExceptionOfType(DatasetException.class)
        .isThrownBy(this::read)
        .withMessageEndingWith(
            "t10k-labels-idx1-ubyte.gz: label 0 must be between 0 and 9, was 10");
  }

  private Dataset read() {
    return DatasetReader.read(data.definition(), new FolderSource(folder));
  }
}
