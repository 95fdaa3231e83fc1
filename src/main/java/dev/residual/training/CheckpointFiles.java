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
import java.util.Locale;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.json.JsonMapper;

/**
 * Writes and reads a checkpoint on disk. It consists of three files: the tensors; a JSON file with
 * the rest and the digest of the tensors; and the digest of the JSON file, in the format that
 * {@code sha256sum -c} reads.
 */
final class CheckpointFiles {

  static final String TENSORS = "state.safetensors";
  static final String HEAD = "checkpoint.json";
  static final String CHECKSUM = HEAD + ".sha256";

  private static final int FORMAT = 1;

  // This is a separate mapper, so that changes to the JSON of the API do not affect files on disk.
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
   * @param format version of the format, {@value #FORMAT}
   */
  record Head<P>(int format, long step, Tensors tensors, P position) {}

  /**
   * Describes the file of the tensors.
   *
   * @param bytes size of the file
   * @param sha256 SHA-256 of the file, in lower-case hexadecimal
   */
  record Tensors(String file, long bytes, String sha256) {}

  private final Path directory;

  CheckpointFiles(Path directory) {
    this.directory = directory;
  }

  /**
   * Writes the files.
   *
   * @throws IllegalArgumentException if the position read back from JSON would not equal it
   */
  void write(long step, Map<String, NDArray> tensors, Object position) throws IOException {
    requireLossless(position);
    Path file = directory.resolve(TENSORS);
    String sha256 = Safetensors.write(file, tensors);
    var head = new Head<>(FORMAT, step, new Tensors(TENSORS, Files.size(file), sha256), position);
    byte[] json = JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(head);
    Files.write(directory.resolve(HEAD), json);
    Files.writeString(directory.resolve(CHECKSUM), checksumLine(json));
  }

  /**
   * Reads the checkpoint. Its tensors are owned by {@code manager}, which owns nothing new if a
   * tensor cannot be read.
   *
   * @throws ArtifactException if a file was changed; the message names it
   */
  <P> Checkpoint<P> read(long step, Class<P> position, NDManager manager) throws IOException {
    Head<P> head = verifiedHead(step, position);
    return new Checkpoint<>(
        step, head.position(), Safetensors.read(directory.resolve(TENSORS), manager));
  }

  /**
   * Checks that all digests match.
   *
   * @throws ArtifactException if a file was changed; the message names it
   */
  void verify(long step, Class<?> position) throws IOException {
    verifiedHead(step, position);
  }

  private <P> Head<P> verifiedHead(long step, Class<P> position) throws IOException {
    Head<P> head = head(step, position);
    Path file = directory.resolve(TENSORS);
    long bytes = Files.size(file);
    if (bytes != head.tensors().bytes()) {
      throw new ArtifactException(
          String.format(
              Locale.ROOT, "%s has %d bytes, expected %d", TENSORS, bytes, head.tensors().bytes()));
    }
    String sha256 = Sha256.of(file);
    if (!sha256.equals(head.tensors().sha256())) {
      throw new ArtifactException(
          String.format(
              Locale.ROOT,
              "the SHA-256 of %s is %s, expected %s",
              TENSORS,
              sha256,
              head.tensors().sha256()));
    }
    return head;
  }

  private <P> Head<P> head(long step, Class<P> position) throws IOException {
    byte[] json = Files.readAllBytes(directory.resolve(HEAD));
    String checksum = Files.readString(directory.resolve(CHECKSUM), StandardCharsets.ISO_8859_1);
    if (!checksumLine(json).equals(checksum)) {
      throw new ArtifactException(
          String.format(Locale.ROOT, "the SHA-256 of %s is not the one in %s", HEAD, CHECKSUM));
    }
    try {
      int format = JSON.readTree(json).path("format").asInt(0);
      if (format != FORMAT) {
        throw new ArtifactException(
            String.format(
                Locale.ROOT, "its format is %d, but only %d is supported", format, FORMAT));
      }
      JavaType type = JSON.getTypeFactory().constructParametricType(Head.class, position);
      Head<P> head = JSON.readValue(json, type);
      if (head.step() != step) {
        throw new ArtifactException(
            String.format(Locale.ROOT, "it belongs to step %d", head.step()));
      }
      return head;
    } catch (JacksonException e) {
      throw new ArtifactException(HEAD + " cannot be read: " + e.getOriginalMessage(), e);
    }
  }

  private static String checksumLine(byte[] json) {
    return Sha256.of(json) + "  " + HEAD + "\n";
  }

  private static void requireLossless(Object position) {
    String type = position.getClass().getSimpleName();
    byte[] json = JSON.writeValueAsBytes(position);
    try {
      if (!JSON.readValue(json, position.getClass()).equals(position)) {
        throw new IllegalArgumentException(
            type + " changes when it is written as JSON and read back");
      }
    } catch (JacksonException e) {
      throw new IllegalArgumentException(type + " cannot be read back from JSON", e);
    }
  }
}
