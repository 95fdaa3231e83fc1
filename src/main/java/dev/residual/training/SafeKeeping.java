package dev.residual.training;

import ai.djl.ndarray.NDManager;
import dev.residual.model.ArtifactException;
import dev.residual.model.Checkpoints;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes the checkpoints of one training: at the end of each epoch, and each so often. */
final class SafeKeeping implements TrainingRun.Keeper {

  private static final Logger log = LoggerFactory.getLogger(SafeKeeping.class);

  private final Checkpoints checkpoints;
  private final String key;
  private final Learner learner;
  private final Duration interval;
  private final Clock clock;
  private Instant last;

  SafeKeeping(
      Checkpoints checkpoints, String key, Learner learner, Duration interval, Clock clock) {
    this.checkpoints = checkpoints;
    this.key = key;
    this.learner = learner;
    this.interval = interval;
    this.clock = clock;
    last = clock.instant();
  }

  /**
   * Brings the learner to where the last checkpoint was.
   *
   * @param manager for the checkpoint's tensors while they are read
   * @return that position; the start if there is no checkpoint
   */
  Position resume(NDManager manager) {
    try (NDManager scope = manager.newSubManager()) {
      return checkpoints
          .latest(key, scope, Position.class)
          .map(
              checkpoint -> {
                Position position = checkpoint.position();
                learner.restore(checkpoint.tensors(), position.optimizerSteps());
                log.info("Goes on in epoch {} after step {}", position.epoch(), position.step());
                return position;
              })
          .orElse(Position.START);
    }
  }

  @Override
  public void keep(Position position) {
    last = clock.instant();
    try {
      checkpoints.save(key, position.ordinal(), learner.state(), position);
    } catch (ArtifactException e) {
      // The one before is still there; a full disk may have room again by the next.
      log.warn("No checkpoint: {}", e.getMessage());
    }
  }

  @Override
  public void offer(Position position) {
    if (!clock.instant().isBefore(last.plus(interval))) {
      keep(position);
    }
  }
}
