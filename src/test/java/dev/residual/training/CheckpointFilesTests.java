package dev.residual.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.residual.storage.ArtifactException;
import dev.residual.storage.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CheckpointFilesTests {

  private record Position(int epoch, double loss) {}

  private record Chatty(int epoch) {
    @SuppressWarnings("unused") // Jackson writes it as a property
    public boolean isDone() {
      return epoch > 3;
    }
  }

  @TempDir private Path directory;
  private NDManager manager;
  private CheckpointFiles files;

  @BeforeEach
  void write() throws IOException {
    manager = NDManager.newBaseManager();
    files = new CheckpointFiles(directory);
    files.write(7, Map.of("weight", manager.arange(5f)), new Position(2, 0.25));
  }

  @AfterEach
  void close() {
    manager.close();
  }

  @Test
  void checkpointIsReadBackUnchanged() throws IOException {
    Checkpoint<Position> back = files.read(7, Position.class, manager);

    assertThat(back.step()).isEqualTo(7);
    assertThat(back.position()).isEqualTo(new Position(2, 0.25));
    assertThat(back.tensors().get("weight").toFloatArray()).containsExactly(0, 1, 2, 3, 4);
    files.verify(7, Position.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {CheckpointFiles.TENSORS, CheckpointFiles.HEAD, CheckpointFiles.CHECKSUM})
  void everyFlippedBitIsDetected(String name) throws IOException {
    Path file = directory.resolve(name);
    byte[] bytes = Files.readAllBytes(file);
    for (int i = 0; i < bytes.length; i++) {
      byte[] flipped = bytes.clone();
      flipped[i] ^= (byte) (1 << (i % 8));
      Files.write(file, flipped);

      assertRejected("the SHA-256 of ");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {CheckpointFiles.TENSORS, CheckpointFiles.HEAD, CheckpointFiles.CHECKSUM})
  void everyTruncationIsDetected(String name) throws IOException {
    Path file = directory.resolve(name);
    byte[] bytes = Files.readAllBytes(file);
    for (int length = 0; length < bytes.length; length++) {
      Files.write(file, Arrays.copyOf(bytes, length));

      assertRejected(name.equals(CheckpointFiles.TENSORS) ? "has %d bytes".formatted(length) : "");
    }
  }

  @Test
  void unsupportedFormatIsRejected() throws IOException {
    writeHead(head().replace("\"format\" : 1", "\"format\" : 2"));

    assertRejected("its format is 2, but only 1 is supported");
  }

  @Test
  void otherStepIsRejected() throws IOException {
    writeHead(head().replace("\"step\" : 7", "\"step\" : 8"));

    assertRejected("it belongs to step 8");
  }

  @Test
  void unknownFieldOfThePositionIsRejected() throws IOException {
    writeHead(head().replace("\"loss\"", "\"lost\""));

    assertRejected("checkpoint.json cannot be read: ");
  }

  @Test
  void invalidTensorsAreRejectedDespiteAMatchingDigest() throws IOException {
    Path file = directory.resolve(CheckpointFiles.TENSORS);
    String digest = Sha256.of(file);
    byte[] bytes = Files.readAllBytes(file);
    bytes[0]++;
    Files.write(file, bytes);
    writeHead(head().replace(digest, Sha256.of(file)));

    assertRejected("state.safetensors has a header that is not JSON");
    assertThat(manager.getManagedArrays()).hasSize(1);
  }

  @Test
  void positionThatCannotBeReadBackIsRejected() {
    Map<String, NDArray> none = Map.of();

    assertThatIllegalArgumentException()
        .isThrownBy(() -> files.write(7, none, new Chatty(3)))
        .withMessage("Chatty cannot be read back from JSON");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> files.write(7, none, new Object[] {1}))
        .withMessage("Object[] changes when it is written as JSON and read back");
  }

  private String head() throws IOException {
    return Files.readString(directory.resolve(CheckpointFiles.HEAD));
  }

  /** Replaces the JSON file, with a digest that matches. */
  private void writeHead(String head) throws IOException {
    Path file = directory.resolve(CheckpointFiles.HEAD);
    Files.writeString(file, head);
    Files.writeString(
        directory.resolve(CheckpointFiles.CHECKSUM), Sha256.of(file) + "  checkpoint.json\n");
  }

  private void assertRejected(String reason) {
    assertThatExceptionOfType(ArtifactException.class)
        .isThrownBy(() -> files.read(7, Position.class, manager))
        .withMessageContaining(reason);
    if (!reason.contains("header")) {
      assertThatExceptionOfType(ArtifactException.class)
          .isThrownBy(() -> files.verify(7, Position.class))
          .withMessageContaining(reason);
    }
  }
}
