package dev.residual.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.residual.storage.FolderArtifactStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** Checkpoints of a training in a folder. */
@ExtendWith(OutputCaptureExtension.class)
abstract class CheckpointFolder {

  record Epoch(int number, double loss) {}

  record Position(int epoch, long images, double best, Epoch last, List<Epoch> epochs) {}

  static final String KEY = "jobs/7";

  @TempDir Path root;
  NDManager manager;
  FolderArtifactStore artifacts;
  Checkpoints checkpoints;

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

  void save(long step) {
    checkpoints.save(KEY, step, tensors(step), position((int) step));
  }

  Optional<Checkpoint<Position>> latest() {
    return checkpoints.latest(KEY, manager, Position.class);
  }

  Map<String, NDArray> tensors(float value) {
    return Map.of("weight", manager.full(new Shape(5), value));
  }

  static Position position(int epoch) {
    var last = new Epoch(epoch, 1.0 / 3);
    return new Position(epoch, 60_000L * epoch, Math.PI, last, List.of(last));
  }

  Path folder(long step) {
    return root.resolve("jobs/7/checkpoints/%012d".formatted(step));
  }

  List<String> folders() {
    String[] names = root.resolve("jobs/7/checkpoints").toFile().list();
    return Arrays.stream(names).sorted().toList();
  }

  void leaveIncomplete(long step) throws IOException {
    Path incomplete = folder(step).resolveSibling(folder(step).getFileName() + ".0a-1b.tmp");
    Files.createDirectories(incomplete);
    Files.write(incomplete.resolve(CheckpointFiles.TENSORS), new byte[100]);
  }
}
