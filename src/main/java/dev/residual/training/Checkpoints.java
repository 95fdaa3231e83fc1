package dev.residual.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.residual.storage.ArtifactException;
import dev.residual.storage.ArtifactStore;
import dev.residual.storage.StorageUnavailableException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * What trainings go on from after an interruption. The newest two checkpoints of a key are kept, so
 * that one remains if the other is damaged; while one is being written, there are three on disk.
 */
@Component
public class Checkpoints {

  private static final Logger log = LoggerFactory.getLogger(Checkpoints.class);

  /** In the folder of a training. */
  public static final String FOLDER = "checkpoints";

  private static final int KEPT = 2;
  private static final Pattern STEP = Pattern.compile("\\d{12}");
  private static final long MAX_STEP = 999_999_999_999L;

  private final ArtifactStore artifacts;

  public Checkpoints(ArtifactStore artifacts) {
    this.artifacts = artifacts;
  }

  /**
   * Writes a checkpoint, which is on disk and whole when this returns; then removes those older
   * than the newest two. One of the same step stays as it is if it is whole, for a step of a
   * training is reached in one way only; otherwise it is replaced. An interrupted thread saves all
   * the same, and stays interrupted.
   *
   * @param key of the training, such as {@code jobs/7}
   * @param step how many steps are done, in [0, 999,999,999,999]
   * @param tensors float32 or int64, which stay the caller's
   * @param position a record that comes back from JSON equal to what it was
   * @throws ArtifactException if it cannot be written, say because the disk is full; the earlier
   *     ones are left as they were
   * @throws IllegalArgumentException if step, a tensor's type or the position is not as said
   */
  public void save(String key, long step, Map<String, NDArray> tensors, Object position) {
    if (step < 0 || step > MAX_STEP) {
      throw new IllegalArgumentException(
          "step must be in [0, %d], was %d".formatted(MAX_STEP, step));
    }
    removeHalves(key);
    String artifact = artifact(key, step);
    if (!isWhole(artifact, step, position.getClass())) {
      artifacts.delete(artifact);
      artifacts.write(
          artifact, directory -> new CheckpointFiles(directory).write(step, tensors, position));
    }
    removeOld(key);
  }

  /**
   * Reads the newest checkpoint that is whole, if there are any. Damaged ones that are newer are
   * logged and removed, for the training goes on before them.
   *
   * @param manager owner of the tensors' memory; holds nothing more than before if this throws
   * @param position the class of what was saved
   * @throws CorruptCheckpointsException if there are checkpoints and none is whole; they are kept
   * @throws StorageUnavailableException if the store does not answer
   */
  public <P> Optional<Checkpoint<P>> latest(String key, NDManager manager, Class<P> position) {
    removeHalves(key);
    List<String> damaged = new ArrayList<>();
    List<String> damages = new ArrayList<>();
    for (long step : steps(key)) {
      String artifact = artifact(key, step);
      try {
        var checkpoint =
            artifacts.read(
                artifact,
                directory -> new CheckpointFiles(directory).read(step, position, manager));
        damaged.forEach(this::removeIfPossible);
        return Optional.of(checkpoint);
      } catch (StorageUnavailableException e) {
        throw e;
      } catch (ArtifactException e) {
        log.warn("Checkpoint {} is damaged: {}", artifact, e.getMessage());
        damaged.add(artifact);
        damages.add(artifact + ": " + e.getMessage());
      }
    }
    if (damages.isEmpty()) {
      return Optional.empty();
    }
    throw new CorruptCheckpointsException(key, damages);
  }

  /**
   * Removes all checkpoints of a training, and what a killed process left of one.
   *
   * @throws ArtifactException if they cannot be removed
   */
  public void delete(String key) {
    artifacts.delete(folder(key));
  }

  private void removeOld(String key) {
    try {
      steps(key).stream().skip(KEPT).forEach(step -> removeIfPossible(artifact(key, step)));
    } catch (ArtifactException e) {
      log.warn("Old checkpoints stay: {}", e.getMessage());
    }
  }

  private boolean isWhole(String artifact, long step, Class<?> position) {
    try {
      return artifacts.read(
          artifact, directory -> new CheckpointFiles(directory).isWhole(step, position));
    } catch (StorageUnavailableException e) {
      throw e;
    } catch (ArtifactException e) {
      return false;
    }
  }

  private void removeHalves(String key) {
    try {
      artifacts.removeHalves(folder(key));
    } catch (ArtifactException e) {
      log.warn("{}", e.getMessage());
    }
  }

  private void removeIfPossible(String artifact) {
    try {
      artifacts.delete(artifact);
    } catch (ArtifactException e) {
      log.warn("{}", e.getMessage());
    }
  }

  /** The newest first. */
  private List<Long> steps(String key) {
    return names(key).stream()
        .filter(STEP.asMatchPredicate())
        .map(Long::valueOf)
        .sorted(Comparator.reverseOrder())
        .toList();
  }

  private List<String> names(String key) {
    return artifacts.list(folder(key));
  }

  private static String artifact(String key, long step) {
    return String.format(Locale.ROOT, "%s/%012d", folder(key), step);
  }

  private static String folder(String key) {
    return key + "/" + FOLDER;
  }
}
