package dev.residual.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.residual.storage.ArtifactException;
import dev.residual.storage.FolderArtifactStore;
import java.io.IOException;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Checkpoints are read back as they were written, and the newest two are kept. */
class CheckpointsTests extends CheckpointFolder {

  @Test
  void tensorsAreReadBackBitForBitInOrder() {
    float[] extremes = {
      -0f, 0, Float.MIN_VALUE, -1e-42f, Float.NEGATIVE_INFINITY, 0.1f, -Float.MAX_VALUE
    };
    Map<String, NDArray> tensors = new LinkedHashMap<>();
    tensors.put("layer1.0.conv1.weight", manager.create(extremes, new Shape(1, 7, 1)));
    tensors.put("steps", manager.create(new long[] {Long.MIN_VALUE, Long.MAX_VALUE}));
    tensors.put("decay", manager.create(0.9f));
    checkpoints.save(KEY, 100, tensors, position(1));

    Map<String, NDArray> read = latest().orElseThrow().tensors();

    assertThat(read.keySet()).containsExactly("layer1.0.conv1.weight", "steps", "decay");
    assertThat(read.get("layer1.0.conv1.weight").getShape()).isEqualTo(new Shape(1, 7, 1));
    assertThat(read.get("layer1.0.conv1.weight").toByteBuffer())
        .isEqualTo(tensors.get("layer1.0.conv1.weight").toByteBuffer());
    assertThat(read.get("steps").toLongArray()).containsExactly(Long.MIN_VALUE, Long.MAX_VALUE);
    assertThat(read.get("decay").getFloat()).isEqualTo(0.9f);
  }

  @Test
  void positionIsReadBackExactly() {
    List<Epoch> epochs =
        new Random(1)
            .longs(500)
            .mapToDouble(Double::longBitsToDouble)
            .mapToObj(loss -> new Epoch(1, loss))
            .toList();
    var last = new Epoch(Integer.MIN_VALUE, -0.0);
    var position = new Position(3, Long.MAX_VALUE, Double.MIN_VALUE, last, epochs);
    checkpoints.save(KEY, 100, tensors(1), position);

    Checkpoint<Position> read = latest().orElseThrow();

    assertThat(read.step()).isEqualTo(100);
    assertThat(read.position()).isEqualTo(position);
  }

  @Test
  void readingManagerOwnsTheTensors() {
    checkpoints.save(KEY, 100, tensors(1), position(1));

    try (NDManager reading = manager.newSubManager()) {
      NDArray weight =
          checkpoints.latest(KEY, reading, Position.class).orElseThrow().tensors().get("weight");
      assertThat(reading.getManagedArrays()).containsExactly(weight);

      weight.attach(manager);
    }

    assertThat(manager.getManagedArrays()).filteredOn(each -> !each.isReleased()).hasSize(2);
  }

  @Test
  void missingCheckpointsAreNoError() {
    assertThat(latest()).isEmpty();

    checkpoints.delete(KEY);
    assertThat(latest()).isEmpty();
  }

  @Test
  void newestTwoAreKept() {
    for (long step : new long[] {9, 10, 100, 1000}) {
      save(step);
    }

    assertThat(folders()).containsExactly("000000000100", "000000001000");
    assertThat(latest().orElseThrow().step()).isEqualTo(1000);
  }

  @Test
  void intactStepIsNotReplaced() {
    save(1);
    checkpoints.save(KEY, 1, tensors(2), position(2));

    assertThat(latest().orElseThrow().position()).isEqualTo(position(1));
  }

  @Test
  void workerThatHasLostItsJobDoesNotDisturbItsSuccessor() {
    artifacts.write(
        KEY + "/checkpoints/000000000002",
        directory -> {
          Files.createFile(directory.resolve("first"));
          save(1); // by the worker that has lost the job
          Files.createFile(directory.resolve("second"));
        });

    assertThat(folder(2)).isDirectoryContaining("glob:**/first");
    assertThat(folders()).containsExactly("000000000001", "000000000002");
  }

  @Test
  void trainingsAreSeparate() {
    save(1);
    checkpoints.save("jobs/70", 2, tensors(2), position(2));
    checkpoints.delete("jobs/70");

    assertThat(latest().orElseThrow().position()).isEqualTo(position(1));
    assertThat(checkpoints.latest("jobs/70", manager, Position.class)).isEmpty();
  }

  @Test
  void deleteRemovesEverything() throws IOException {
    save(1);
    save(2);
    leaveIncomplete(3);

    checkpoints.delete(KEY);

    assertThat(root.resolve("jobs/7")).isEmptyDirectory();
  }

  @Test
  void fullDiskKeepsPreviousCheckpoints() {
    save(1);
    save(2);
    var full =
        new Checkpoints(
            new FolderArtifactStore(root) {
              @Override
              public void write(String key, Content content) {
                super.write(
                    key,
                    directory -> {
                      content.writeTo(directory);
                      throw new IOException("No space left on device");
                    });
              }
            });

    assertThatExceptionOfType(ArtifactException.class)
        .isThrownBy(() -> full.save(KEY, 3, tensors(3), position(3)))
        .withMessage(
            "Artifact jobs/7/checkpoints/000000000003 could not be written: "
                + "No space left on device");

    assertThat(folders()).containsExactly("000000000001", "000000000002");
    assertThat(latest().orElseThrow().position()).isEqualTo(position(2));
  }

  @Test
  void folderThatCannotBeCreatedIsReported() throws IOException {
    Files.writeString(root.resolve("jobs"), "a file");

    assertThatExceptionOfType(ArtifactException.class)
        .isThrownBy(() -> save(1))
        .withMessageContaining(root.resolve("jobs").toString());
  }

  @Test
  void closedTensorsKeepPreviousCheckpoints() {
    save(1);
    Map<String, NDArray> closed = tensors(2);
    closed.values().forEach(NDArray::close);

    assertThatIllegalStateException()
        .isThrownBy(() -> checkpoints.save(KEY, 2, closed, position(2)));

    assertThat(folders()).containsExactly("000000000001");
  }

  @Test
  void interruptedThreadSavesAndReads() {
    Thread.currentThread().interrupt();
    save(1);
    save(2);
    Optional<Checkpoint<Position>> latest = latest();
    assertThat(Thread.interrupted()).isTrue();

    assertThat(latest.orElseThrow().step()).isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource({"-1", "1000000000000"})
  void stepOutOfRangeIsRejected(long step) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> save(step))
        .withMessage("step must be in [0, 999999999999], was " + step);
  }
}
