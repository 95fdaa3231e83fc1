package dev.residual.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

class CheckpointsTests {

  private static final String KEY = "jobs/7";

  /** As a training's: numbers, something that may be missing, a list of records. */
  private record Position(int epoch, long steps, @Nullable Double loss, List<Report> reports) {}

  private record Report(double top1) {}

  @TempDir private Path folder;
  private NDManager manager;
  private Checkpoints checkpoints;

  @BeforeEach
  void open() {
    manager = NDManager.newBaseManager();
    checkpoints = new Checkpoints(new Artifacts(new ArtifactSettings(folder)), new JsonMapper());
  }

  @AfterEach
  void close() {
    manager.close();
  }

  @Test
  void whatWasKeptComesBackBitForBit() {
    float[] odd = {-0f, Float.MIN_VALUE, Float.MAX_VALUE, Float.POSITIVE_INFINITY, 1 / 3f};
    Position position =
        new Position(3, 1L << 40, 0.1 + 0.2, List.of(new Report(1 / 3.0), new Report(5e-324)));

    checkpoints.save(KEY, Map.of("odd", manager.create(odd)), position);

    Checkpoint<Position> back = latest();
    assertThat(back.position()).isEqualTo(position);
    assertThat(back.tensors()).containsOnlyKeys("odd");
    assertThat(back.tensors().get("odd").toFloatArray()).containsExactly(odd);
  }

  @Test
  void aTensorThatLiesChannelsLastComesBackInItsShapesOrder() {
    NDArray last = manager.arange(24f).reshape(2, 2, 2, 3).transpose(0, 3, 1, 2);

    checkpoints.save(KEY, Map.of("last", last), at(1));

    NDArray back = latest().tensors().get("last");
    assertThat(back.getShape()).isEqualTo(new Shape(2, 3, 2, 2));
    assertThat(back.toFloatArray()).containsExactly(last.toFloatArray()).startsWith(0, 3, 6, 9, 1);
  }

  @Test
  void theLastTwoAreKept() {
    for (int epoch = 1; epoch <= 4; epoch++) {
      save(epoch);
    }

    assertThat(latest().position().epoch()).isEqualTo(4);
    assertThat(folder.resolve("jobs/7/checkpoints"))
        .isDirectoryContaining(path -> path.endsWith("00000003"))
        .isDirectoryContaining(path -> path.endsWith("00000004"))
        .isDirectoryNotContaining(path -> path.endsWith("00000002"));
  }

  @Test
  void eachTrainingHasItsOwn() {
    save(1);

    assertThat(checkpoints.latest("jobs/8", Position.class, manager)).isEmpty();
    checkpoints.delete("jobs/8");
    assertThat(latest().position().epoch()).isEqualTo(1);
    checkpoints.delete(KEY);
    assertThat(checkpoints.latest(KEY, Position.class, manager)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.1, 0.9, 0.999})
  void aTornOneFallsBackToTheOneBefore(double left) throws IOException {
    save(1);
    save(2);
    Path file = file("00000002", "state.safetensors");
    byte[] whole = Files.readAllBytes(file);
    Files.write(file, java.util.Arrays.copyOf(whole, (int) (whole.length * left)));

    assertThat(latest().position().epoch()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({
    "state.safetensors, 0",
    "state.safetensors, -1",
    "position.json, 9",
    "position.json, -2",
    "SHA256SUMS, 5"
  })
  void aFlippedByteFallsBackToTheOneBefore(String name, int at) throws IOException {
    save(1);
    save(2);
    Path file = file("00000002", name);
    byte[] bytes = Files.readAllBytes(file);
    bytes[Math.floorMod(at, bytes.length)] ^= 1;
    Files.write(file, bytes);

    assertThat(latest().position().epoch()).isEqualTo(1);
  }

  @Test
  void noneThatIsWholeIsToldAsSuch() throws IOException {
    save(1);
    save(2);
    Files.delete(file("00000001", "position.json"));
    Files.delete(file("00000002", "SHA256SUMS"));

    assertThatExceptionOfType(CheckpointsDamagedException.class)
        .isThrownBy(this::latest)
        .withMessageStartingWith("None of the checkpoints of jobs/7 can be read: ");
  }

  @Test
  void whatADyingProcessLeftBehindIsNotTakenForACheckpointAndGoesWithTheNext() throws IOException {
    save(1);
    Path leftover = Files.createDirectories(folder.resolve("jobs/7/checkpoints/00000002.some.tmp"));

    assertThat(latest().position().epoch()).isEqualTo(1);
    save(2);
    assertThat(leftover).doesNotExist();
    assertThat(latest().position().epoch()).isEqualTo(2);
  }

  @Test
  void oneThatCannotBeWrittenLeavesTheOnesBefore() {
    save(1);
    NDArray closed = manager.create(1f);
    closed.close();

    assertThatExceptionOfType(RuntimeException.class)
        .isThrownBy(() -> checkpoints.save(KEY, Map.of("gone", closed), at(2)));

    assertThat(latest().position().epoch()).isEqualTo(1);
  }

  private void save(int epoch) {
    checkpoints.save(KEY, Map.of("weight", manager.create(new float[] {epoch, 2})), at(epoch));
  }

  private static Position at(int epoch) {
    return new Position(epoch, epoch * 10L, null, List.of());
  }

  private Checkpoint<Position> latest() {
    return checkpoints.latest(KEY, Position.class, manager).orElseThrow();
  }

  private Path file(String number, String name) {
    return folder.resolve("jobs/7/checkpoints").resolve(number).resolve(name);
  }
}
