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
 * Stores the checkpoints from which interrupted trainings are resumed. The newest two of each key
 * are kept, so that one remains if the other is damaged. While another is being written, there are
 * three on disk.
 */
@Component
public class Checkpoints {

  private static final Logger log = LoggerFactory.getLogger(Checkpoints.class);

  /** The name of the folder of checkpoints in the folder of a training. */
  public static final String FOLDER = "checkpoints";

  private static final int KEPT = 2;
  private static final Pattern STEP = Pattern.compile("\\d{12}");
  private static final long MAX_STEP = 999_999_999_999L;

  private final ArtifactStore artifacts;

  public Checkpoints(ArtifactStore artifacts) {
    this.artifacts = artifacts;
  }

  /**
   * Writes a checkpoint, which is complete on disk when this method returns, and removes those
   * older than the newest two. An intact checkpoint of the same step is left as it is, because a
   * training always has the same state at a step; a damaged one is replaced. An interrupted thread
   * saves too, and stays interrupted.
   *
   * @param key key of the training, such as {@code jobs/7}
   * @param step number of steps done, in [0, 999,999,999,999]
   * @param tensors float32 or int64 tensors, which the caller still owns
   * @param position a record that is equal to itself when written as JSON and read back
   * @throws ArtifactException if the checkpoint cannot be written, for example because the disk is
   *     full; earlier checkpoints are not changed
   * @throws IllegalArgumentException if the step, the type of a tensor or the position is invalid
   */
  public void save(String key, long step, Map<String, NDArray> tensors, Object position) {
    if (step < 0 || step > MAX_STEP) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "step must be in [0, %d], was %d", MAX_STEP, step));
    }
    String artifact = artifact(key, step);
    if (!isIntact(artifact, step, position.getClass())) {
      artifacts.delete(artifact);
      artifacts.write(
          artifact, directory -> new CheckpointFiles(directory).write(step, tensors, position));
    }
    removeOld(key);
  }

  /**
   * Reads the newest intact checkpoint, if there are any checkpoints. Newer ones that are damaged
   * are logged and removed, because the training resumes from an earlier step. Also removes the
   * incomplete checkpoints that killed processes left. Saving does not remove them, because a
   * worker that has lost its job may save once more, while another worker is writing. An attempt
   * calls this method before it saves.
   *
   * @param manager owner of the tensors' memory; owns nothing new if this method throws
   * @param position class of the position that was saved
   * @throws CorruptCheckpointsException if there are checkpoints and none is intact; they are kept
   * @throws StorageUnavailableException if the store does not answer, or if a checkpoint cannot be
   *     read although it may be intact; nothing is removed then
   */
  public <P> Optional<Checkpoint<P>> latest(String key, NDManager manager, Class<P> position) {
    removeIncomplete(key);
    List<String> damaged = new ArrayList<>();
    List<String> reasons = new ArrayList<>();
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
        reasons.add(artifact + ": " + e.getMessage());
      }
    }
    if (reasons.isEmpty()) {
      return Optional.empty();
    }
    throw new CorruptCheckpointsException(key, reasons);
  }

  /**
   * Removes all checkpoints of a training, including incomplete ones that a killed process left.
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
      log.warn("Old checkpoints were not removed: {}", e.getMessage());
    }
  }

  private boolean isIntact(String artifact, long step, Class<?> position) {
    try {
      return artifacts.read(
          artifact,
          directory -> {
            new CheckpointFiles(directory).verify(step, position);
            return true;
          });
    } catch (StorageUnavailableException e) {
      throw e;
    } catch (ArtifactException e) {
      return false;
    }
  }

  private void removeIncomplete(String key) {
    try {
      artifacts.deleteIncomplete(folder(key));
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

  /** Returns the steps of all checkpoints, the newest first. */
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
