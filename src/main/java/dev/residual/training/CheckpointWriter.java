package dev.residual.training;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.residual.evaluation.TrainingPredictions;
import dev.residual.storage.ArtifactException;
import dev.residual.torch.Precision;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the checkpoints of one training: at the end of each epoch, and when the last one is older
 * than the interval.
 */
final class CheckpointWriter implements TrainingRun.Keeper {

  private static final Logger log = LoggerFactory.getLogger(CheckpointWriter.class);

  /** The name of the tensor of the {@link TrainingPredictions}. */
  static final String PREDICTIONS = "predictions";

  /**
   * The data of a checkpoint other than tensors.
   *
   * @param precision the precision of the training, which must stay the same after a restart
   * @param computedBy what computed the steps, see {@link TrainingState#computedBy}
   */
  record Kept(Precision precision, String computedBy, TrainingPosition position) {}

  private final Checkpoints checkpoints;
  private final String key;
  private final TrainingState state;
  private final TrainingPredictions predictions;
  private final Precision precision;
  private final Duration interval;
  private final Clock clock;
  private Instant lastSaved;

  CheckpointWriter(
      Checkpoints checkpoints,
      String key,
      TrainingState state,
      TrainingPredictions predictions,
      Precision precision,
      Duration interval,
      Clock clock) {
    this.checkpoints = checkpoints;
    this.key = key;
    this.state = state;
    this.predictions = predictions;
    this.precision = precision;
    this.interval = interval;
    this.clock = clock;
    lastSaved = clock.instant();
  }

  @Override
  public void save(TrainingPosition position) {
    lastSaved = clock.instant();
    try (NDManager manager = NDManager.newBaseManager(Device.cpu())) {
      Map<String, NDArray> tensors = state.tensors(manager);
      tensors.put(PREDICTIONS, predictions.toTensor(manager));
      checkpoints.save(
          key, position.ordinal(), tensors, new Kept(precision, state.computedBy(), position));
    } catch (ArtifactException e) {
      // The previous checkpoint is still there, and the next attempt may succeed: a full disk, for
      // example, may have room by then.
      log.warn("Checkpoint skipped: {}", e.getMessage());
    }
  }

  @Override
  public void saveIfDue(TrainingPosition position) {
    if (!clock.instant().isBefore(lastSaved.plus(interval))) {
      save(position);
    }
  }
}
