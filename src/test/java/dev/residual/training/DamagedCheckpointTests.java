package dev.residual.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.residual.storage.StorageUnavailableException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;

/** Checkpoints that are damaged or cannot be read, and what a killed process leaves. */
class DamagedCheckpointTests extends CheckpointFolder {

  @Test
  void damagedStepIsReplaced() throws IOException {
    save(1);
    flip(1, CheckpointFiles.TENSORS);
    checkpoints.save(KEY, 1, tensors(2), position(2));

    assertThat(latest().orElseThrow().position()).isEqualTo(position(2));
  }

  @ParameterizedTest
  @CsvSource({
    "state.safetensors, 0", "state.safetensors, 0.5", "state.safetensors, 0.99",
    "checkpoint.json, 0", "checkpoint.json, 0.5", "checkpoint.json, 0.99",
    "checkpoint.json.sha256, 0", "checkpoint.json.sha256, 0.5", "checkpoint.json.sha256, 0.99"
  })
  void truncatedCheckpointFallsBackToThePrevious(String name, double part) throws IOException {
    save(1);
    save(2);
    Path file = folder(2).resolve(name);
    byte[] bytes = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(bytes, (int) (bytes.length * part)));

    assertThat(latest().orElseThrow().position()).isEqualTo(position(1));
  }

  @ParameterizedTest
  @CsvSource({"state.safetensors", "checkpoint.json", "checkpoint.json.sha256"})
  void alteredCheckpointIsLoggedAndFallsBackToThePrevious(String name, CapturedOutput output)
      throws IOException {
    save(1);
    save(2);
    flip(2, name);

    assertThat(latest().orElseThrow().position()).isEqualTo(position(1));
    assertThat(output.getAll().lines())
        .filteredOn(line -> line.contains("WARN") && line.contains("dev.residual"))
        .singleElement()
        .asString()
        .contains("Checkpoint jobs/7/checkpoints/000000000002 is damaged: the SHA-256 of ");
  }

  @ParameterizedTest
  @CsvSource({"state.safetensors", "checkpoint.json", "checkpoint.json.sha256"})
  void incompleteCheckpointFallsBackToThePrevious(String name, CapturedOutput output)
      throws IOException {
    save(1);
    save(2);
    Files.delete(folder(2).resolve(name));

    assertThat(latest().orElseThrow().position()).isEqualTo(position(1));
    assertThat(output).contains(name + " is missing");
  }

  @Test
  void damagedCheckpointDoesNotCountAsOneOfTwo() throws IOException {
    save(1);
    save(2);
    flip(2, CheckpointFiles.TENSORS);
    latest();

    checkpoints.save(KEY, 3, tensors(3), position(3));

    assertThat(folders()).containsExactly("000000000001", "000000000003");
  }

  @Test
  void failureNamesEachReasonAndKeepsAllIfNoneIsIntact() throws IOException {
    save(1);
    save(2);
    flip(1, CheckpointFiles.HEAD);
    Files.write(folder(2).resolve(CheckpointFiles.TENSORS), new byte[3]);

    for (int attempt = 0; attempt < 2; attempt++) {
      assertThatExceptionOfType(CorruptCheckpointsException.class)
          .isThrownBy(this::latest)
          .withMessageStartingWith(
              "No checkpoint of jobs/7 is intact: "
                  + "jobs/7/checkpoints/000000000002: state.safetensors has 3 bytes, expected ")
          .withMessageContaining(
              "; jobs/7/checkpoints/000000000001: "
                  + "the SHA-256 of checkpoint.json is not the one in ");
    }
    assertThat(folders()).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {CheckpointFiles.TENSORS, CheckpointFiles.HEAD, CheckpointFiles.CHECKSUM})
  void unreadableCheckpointIsKeptAndReadLater(String name) throws IOException {
    save(1);
    save(2);
    Path file = folder(2).resolve(name);
    Path hidden = Files.move(file, root.resolve("hidden"));
    Files.createSymbolicLink(file, file); // a file that exists and cannot be opened

    assertThatExceptionOfType(StorageUnavailableException.class).isThrownBy(this::latest);
    assertThatExceptionOfType(StorageUnavailableException.class).isThrownBy(() -> save(2));
    assertThat(folders()).containsExactly("000000000001", "000000000002");

    Files.delete(file);
    Files.move(hidden, file);
    assertThat(latest().orElseThrow().step()).isEqualTo(2);
  }

  @Test
  void leftoverOfAKilledProcessIsRemovedWhenItsSuccessorStarts() throws IOException {
    save(1);
    leaveIncomplete(2);
    assertThat(latest().orElseThrow().step()).isEqualTo(1);
    assertThat(folders()).containsExactly("000000000001");
  }

  @Test
  void leftoverAloneIsNoCheckpoint() throws IOException {
    leaveIncomplete(1);

    assertThat(latest()).isEmpty();
    assertThat(folders()).isEmpty();
  }

  private void flip(long step, String name) throws IOException {
    Path file = folder(step).resolve(name);
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length / 2] ^= 1;
    Files.write(file, bytes);
  }
}
