package dev.residual.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.residual.safetensors.Safetensors;
import dev.residual.storage.ArtifactException;
import dev.residual.storage.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.json.JsonMapper;

/**
 * A checkpoint on disk: a file of tensors, a JSON file with the rest and the digest of the first,
 * and the digest of the second, in the form that {@code sha256sum -c} reads.
 */
final class CheckpointFiles {

  static final String TENSORS = "state.safetensors";
  static final String HEAD = "checkpoint.json";
  static final String CHECKSUM = HEAD + ".sha256";

  private static final int FORMAT = 1;

  // Of its own: how the service speaks to clients is not to change what it can read from its disk.
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(
              DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES,
              DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES,
              DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES,
              DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  /**
   * The content of {@value #HEAD}.
   *
   * @param format of the folder, {@value #FORMAT}
   */
  record Head<P>(int format, long step, Tensors tensors, P position) {}

  /**
   * The file of the tensors.
   *
   * @param bytes its size
   * @param sha256 its digest, in lower-case hexadecimal
   */
  record Tensors(String file, long bytes, String sha256) {}

  private final Path directory;

  CheckpointFiles(Path directory) {
    this.directory = directory;
  }

  /**
   * @throws IllegalArgumentException if the position would not come back as it is
   */
  void write(long step, Map<String, NDArray> tensors, Object position) throws IOException {
    requireLossless(position);
    Path file = directory.resolve(TENSORS);
    String sha256 = Safetensors.write(file, tensors);
    var head = new Head<>(FORMAT, step, new Tensors(TENSORS, Files.size(file), sha256), position);
    byte[] json = JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(head);
    Files.write(directory.resolve(HEAD), json);
    Files.writeString(directory.resolve(CHECKSUM), seal(json));
  }

  /**
   * Its tensors are owned by {@code manager}; none stays there if one cannot be read.
   *
   * @throws ArtifactException if it is not as it was written, naming what is not
   */
  <P> Checkpoint<P> read(long step, Class<P> position, NDManager manager) throws IOException {
    Head<P> head = whole(step, position);
    return new Checkpoint<>(
        step, head.position(), Safetensors.read(directory.resolve(TENSORS), manager));
  }

  /** Whether it could be read, its tensors' digest included. */
  boolean isWhole(long step, Class<?> position) {
    try {
      whole(step, position);
      return true;
    } catch (IOException | ArtifactException e) {
      return false;
    }
  }

  private <P> Head<P> whole(long step, Class<P> position) throws IOException {
    Head<P> head = head(step, position);
    Path file = directory.resolve(TENSORS);
    long bytes = Files.size(file);
    if (bytes != head.tensors().bytes()) {
      throw new ArtifactException(
          "%s has %d bytes, expected %d".formatted(TENSORS, bytes, head.tensors().bytes()));
    }
    String sha256 = Sha256.of(file);
    if (!sha256.equals(head.tensors().sha256())) {
      throw new ArtifactException(
          "the SHA-256 of %s is %s, expected %s"
              .formatted(TENSORS, sha256, head.tensors().sha256()));
    }
    return head;
  }

  private <P> Head<P> head(long step, Class<P> position) throws IOException {
    byte[] json = Files.readAllBytes(directory.resolve(HEAD));
    String seal = Files.readString(directory.resolve(CHECKSUM), StandardCharsets.ISO_8859_1);
    if (!seal(json).equals(seal)) {
      throw new ArtifactException("the SHA-256 of %s is not that in %s".formatted(HEAD, CHECKSUM));
    }
    try {
      int format = JSON.readTree(json).path("format").asInt(0);
      if (format != FORMAT) {
        throw new ArtifactException("its format is %d, known is %d".formatted(format, FORMAT));
      }
      JavaType type = JSON.getTypeFactory().constructParametricType(Head.class, position);
      Head<P> head = JSON.readValue(json, type);
      if (head.step() != step) {
        throw new ArtifactException("it is of step %d".formatted(head.step()));
      }
      return head;
    } catch (JacksonException e) {
      throw new ArtifactException(HEAD + " cannot be read: " + e.getOriginalMessage(), e);
    }
  }

  private static String seal(byte[] json) {
    return Sha256.of(json) + "  " + HEAD + "\n";
  }

  private static void requireLossless(Object position) {
    String type = position.getClass().getSimpleName();
    byte[] json = JSON.writeValueAsBytes(position);
    try {
      if (!JSON.readValue(json, position.getClass()).equals(position)) {
        throw new IllegalArgumentException(type + " comes back from JSON as another");
      }
    } catch (JacksonException e) {
      throw new IllegalArgumentException(type + " does not come back from JSON", e);
    }
  }
}
