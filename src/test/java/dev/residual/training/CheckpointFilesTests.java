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
    @SuppressWarnings("unused") // JSON takes it for a property
    public boolean isDone() {
      return epoch > 3;
    }
  }

  @TempDir private Path directory;
  private NDManager manager;
  private CheckpointFiles folder;

  @BeforeEach
  void write() throws IOException {
    manager = NDManager.newBaseManager();
    folder = new CheckpointFiles(directory);
    folder.write(7, Map.of("weight", manager.arange(5f)), new Position(2, 0.25));
  }

  @AfterEach
  void close() {
    manager.close();
  }

  @Test
  void comesBackAsItWas() throws IOException {
    Checkpoint<Position> back = folder.read(7, Position.class, manager);

    assertThat(back.step()).isEqualTo(7);
    assertThat(back.position()).isEqualTo(new Position(2, 0.25));
    assertThat(back.tensors().get("weight").toFloatArray()).containsExactly(0, 1, 2, 3, 4);
    assertThat(folder.isWhole(7, Position.class)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {CheckpointFiles.TENSORS, CheckpointFiles.HEAD, CheckpointFiles.CHECKSUM})
  void aFlippedBitIsNoticedInEveryByte(String name) throws IOException {
    Path file = directory.resolve(name);
    byte[] bytes = Files.readAllBytes(file);
    for (int i = 0; i < bytes.length; i++) {
      byte[] flipped = bytes.clone();
      flipped[i] ^= (byte) (1 << (i % 8));
      Files.write(file, flipped);

      assertRefused("the SHA-256 of ");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {CheckpointFiles.TENSORS, CheckpointFiles.HEAD, CheckpointFiles.CHECKSUM})
  void aTornFileIsNoticedAtEveryLength(String name) throws IOException {
    Path file = directory.resolve(name);
    byte[] bytes = Files.readAllBytes(file);
    for (int length = 0; length < bytes.length; length++) {
      Files.write(file, Arrays.copyOf(bytes, length));

      assertRefused(name.equals(CheckpointFiles.TENSORS) ? "has %d bytes".formatted(length) : "");
    }
  }

  @Test
  void anotherFormatIsNamed() throws IOException {
    seal(head().replace("\"format\" : 1", "\"format\" : 2"));

    assertRefused("its format is 2, known is 1");
  }

  @Test
  void anotherStepIsNoticed() throws IOException {
    seal(head().replace("\"step\" : 7", "\"step\" : 8"));

    assertRefused("it is of step 8");
  }

  @Test
  void aPositionWithAnotherFieldIsRefused() throws IOException {
    seal(head().replace("\"loss\"", "\"lost\""));

    assertRefused("checkpoint.json cannot be read: ");
  }

  @Test
  void tensorsOfAnUnknownKindAreRefusedEvenIfTheDigestFits() throws IOException {
    Path file = directory.resolve(CheckpointFiles.TENSORS);
    String digest = Sha256.of(file);
    byte[] bytes = Files.readAllBytes(file);
    bytes[0]++;
    Files.write(file, bytes);
    seal(head().replace(digest, Sha256.of(file)));

    assertRefused("state.safetensors has a header that is not JSON");
    assertThat(manager.getManagedArrays()).hasSize(1);
  }

  @Test
  void aPositionThatWouldNotComeBackIsRefusedAtOnce() {
    Map<String, NDArray> none = Map.of();

    assertThatIllegalArgumentException()
        .isThrownBy(() -> folder.write(7, none, new Chatty(3)))
        .withMessage("Chatty does not come back from JSON");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> folder.write(7, none, new Object[] {1}))
        .withMessage("Object[] comes back from JSON as another");
  }

  private String head() throws IOException {
    return Files.readString(directory.resolve(CheckpointFiles.HEAD));
  }

  /** As one who wrote this would have. */
  private void seal(String head) throws IOException {
    Path file = directory.resolve(CheckpointFiles.HEAD);
    Files.writeString(file, head);
    Files.writeString(
        directory.resolve(CheckpointFiles.CHECKSUM), Sha256.of(file) + "  checkpoint.json\n");
  }

  private void assertRefused(String reason) {
    assertThatExceptionOfType(ArtifactException.class)
        .isThrownBy(() -> folder.read(7, Position.class, manager))
        .withMessageContaining(reason);
    if (!reason.contains("header")) {
      assertThat(folder.isWhole(7, Position.class)).isFalse();
    }
  }
}
