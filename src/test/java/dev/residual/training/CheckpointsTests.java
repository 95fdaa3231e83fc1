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
import dev.residual.storage.StorageUnavailableException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@ExtendWith(OutputCaptureExtension.class)
class CheckpointsTests {

  private record Epoch(int number, double loss) {}

  private record Position(int epoch, long images, double best, Epoch last, List<Epoch> epochs) {}

  private static final String KEY = "jobs/7";

  @TempDir private Path root;
  private NDManager manager;
  private FolderArtifactStore artifacts;
  private Checkpoints checkpoints;

  @BeforeEach
  void open() {
    manager = NDManager.newBaseManager();
    artifacts = new FolderArtifactStore(root);
    checkpoints = new Checkpoints(artifacts);
  }

  @AfterEach
  void close() {
    manager.close();
  }

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
  void leftoverAloneIsNoCheckpoint() throws IOException {
    leaveIncomplete(1);

    assertThat(latest()).isEmpty();
    assertThat(folders()).isEmpty();
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

  private void save(long step) {
    checkpoints.save(KEY, step, tensors(step), position((int) step));
  }

  private Optional<Checkpoint<Position>> latest() {
    return checkpoints.latest(KEY, manager, Position.class);
  }

  private Map<String, NDArray> tensors(float value) {
    return Map.of("weight", manager.full(new Shape(5), value));
  }

  private static Position position(int epoch) {
    var last = new Epoch(epoch, 1.0 / 3);
    return new Position(epoch, 60_000L * epoch, Math.PI, last, List.of(last));
  }

  private Path folder(long step) {
    return root.resolve("jobs/7/checkpoints/%012d".formatted(step));
  }

  private List<String> folders() {
    String[] names = root.resolve("jobs/7/checkpoints").toFile().list();
    return Arrays.stream(names).sorted().toList();
  }

  private void flip(long step, String name) throws IOException {
    Path file = folder(step).resolve(name);
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length / 2] ^= 1;
    Files.write(file, bytes);
  }

  private void leaveIncomplete(long step) throws IOException {
    Path incomplete = folder(step).resolveSibling(folder(step).getFileName() + ".0a-1b.tmp");
    Files.createDirectories(incomplete);
    Files.write(incomplete.resolve(CheckpointFiles.TENSORS), new byte[100]);
  }
}
