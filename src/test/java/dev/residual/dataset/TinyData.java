package dev.residual.dataset;

import dev.residual.image.ImageFormat;
import dev.residual.image.Normalization;
import dev.residual.storage.Sha256;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;

/**
 * A data set with the names of the real one, but with three training images and one test image of
 * 2x2 pixels.
 */
final class TinyData {

  private final Map<DatasetFile, byte[]> files = new EnumMap<>(DatasetFile.class);

  TinyData() {
    put(DatasetFile.TRAIN_IMAGES, 2051, new int[] {3, 2, 2}, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12);
    put(DatasetFile.TRAIN_LABELS, 2049, new int[] {3}, 0, 1, 9);
    put(DatasetFile.TEST_IMAGES, 2051, new int[] {1, 2, 2}, 255, 0, 128, 1);
    put(DatasetFile.TEST_LABELS, 2049, new int[] {1}, 9);
  }

  TinyData put(DatasetFile file, int magic, int[] dimensions, int... values) {
    ByteBuffer buffer = ByteBuffer.allocate(4 + 4 * dimensions.length + values.length);
    buffer.putInt(magic);
    for (int dimension : dimensions) {
      buffer.putInt(dimension);
    }
    for (int value : values) {
      buffer.put((byte) value);
    }
    files.put(file, buffer.array());
    return this;
  }

  DatasetDefinition definition() {
    Map<String, String> digests = new LinkedHashMap<>();
    files.forEach(
        (file, bytes) -> {
          var digest = Sha256.digest();
          digest.update(bytes);
          digests.put(file.fileName(), Sha256.hex(digest));
        });
    List<String> labels = DatasetDefinition.FASHION_MNIST.labels();
    return new DatasetDefinition(
        "fashion-mnist",
        labels,
        ImageFormat.gray(2, 2),
        Normalization.article(1),
        null,
        3,
        0,
        1,
        "a test",
        digests);
  }

  byte[] uncompressed(DatasetFile file) {
    return files.get(file).clone();
  }

  byte[] gzipped(DatasetFile file) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write(files.get(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /** Writes all files, gzipped, and returns the folder. */
  Path writeTo(Path folder) throws IOException {
    Files.createDirectories(folder);
    for (DatasetFile file : DatasetFile.values()) {
      Files.write(folder.resolve(file.gzipName()), gzipped(file));
    }
    return folder;
  }
}
