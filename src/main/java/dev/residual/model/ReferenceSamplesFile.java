package dev.residual.model;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.residual.image.ImageFormat;
import dev.residual.safetensors.Safetensors;
import dev.residual.storage.ArtifactException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Reads and writes reference samples as safetensors: {@code images}, (n, height * width *
 * channels), values from 0 to 255, and {@code logits}, (n, classes), both float32.
 */
final class ReferenceSamplesFile {

  private static final String NAME = "check.safetensors";
  private static final String IMAGES = "images";
  private static final String LOGITS = "logits";

  private ReferenceSamplesFile() {}

  static Manifest.Check write(Path directory, ReferenceSamples check) throws IOException {
    Path file = directory.resolve(NAME);
    int count = check.images().size();
    try (NDManager manager = NDManager.newBaseManager(Device.cpu())) {
      Map<String, NDArray> tensors = new LinkedHashMap<>();
      Shape shape = new Shape(count, check.format().bytes());
      tensors.put(IMAGES, manager.create(levels(check), shape));
      tensors.put(LOGITS, manager.create(check.logits()));
      String sha256 = Safetensors.write(file, tensors);
      return new Manifest.Check(NAME, count, Files.size(file), sha256);
    }
  }

  /**
   * Reads the reference samples of a model.
   *
   * @param format image format of the model
   * @throws ArtifactException if a tensor is missing
   */
  static ReferenceSamples read(Path file, ImageFormat format) throws IOException {
    try (NDManager manager = NDManager.newBaseManager(Device.cpu())) {
      Map<String, NDArray> tensors = Safetensors.read(file, manager);
      NDArray images = tensors.get(IMAGES);
      NDArray logits = tensors.get(LOGITS);
      if (images == null || logits == null) {
        throw new ArtifactException(
            String.format(
                Locale.ROOT,
                "%s has the tensors %s, expected %s and %s",
                file,
                tensors.keySet(),
                IMAGES,
                LOGITS));
      }
      return new ReferenceSamples(
          format,
          rows(images).stream().map(ReferenceSamplesFile::bytes).toList(),
          rows(logits).toArray(float[][]::new));
    }
  }

  private static float[] levels(ReferenceSamples check) {
    float[] levels = new float[check.images().size() * check.format().bytes()];
    int i = 0;
    for (byte[] image : check.images()) {
      for (byte pixel : image) {
        levels[i++] = Byte.toUnsignedInt(pixel);
      }
    }
    return levels;
  }

  private static byte[] bytes(float[] levels) {
    byte[] bytes = new byte[levels.length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (int) levels[i];
    }
    return bytes;
  }

  private static List<float[]> rows(NDArray matrix) {
    int width = Math.toIntExact(matrix.getShape().get(1));
    float[] flat = matrix.toFloatArray();
    List<float[]> rows = new ArrayList<>();
    for (int from = 0; from < flat.length; from += width) {
      rows.add(Arrays.copyOfRange(flat, from, from + width));
    }
    return rows;
  }
}
