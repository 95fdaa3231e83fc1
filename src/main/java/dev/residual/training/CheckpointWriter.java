package dev.residual.training;

import dev.residual.storage.ArtifactException;
import dev.residual.torch.Precision;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes the checkpoints of one training: at the end of each epoch, and each so often. */
final class CheckpointWriter implements TrainingRun.Keeper {

  private static final Logger log = LoggerFactory.getLogger(CheckpointWriter.class);

  /**
   * What a checkpoint holds beside tensors.
   *
   * @param precision in which it was trained until then, and has to be from then on
   */
  record Kept(Precision precision, TrainingPosition position) {}

  private final Checkpoints checkpoints;
  private final String key;
  private final Learner learner;
  private final Precision precision;
  private final Duration interval;
  private final Clock clock;
  private Instant last;

  CheckpointWriter(
      Checkpoints checkpoints,
      String key,
      Learner learner,
      Precision precision,
      Duration interval,
      Clock clock) {
    this.checkpoints = checkpoints;
    this.key = key;
    this.learner = learner;
    this.precision = precision;
    this.interval = interval;
    this.clock = clock;
    last = clock.instant();
  }

  @Override
  public void keep(TrainingPosition position) {
    last = clock.instant();
    try {
      checkpoints.save(key, position.ordinal(), learner.state(), new Kept(precision, position));
    } catch (ArtifactException e) {
      // The one before is still there; a full disk may have room again by the next.
      log.warn("No checkpoint: {}", e.getMessage());
    }
  }

  @Override
  public void offer(TrainingPosition position) {
    if (!clock.instant().isBefore(last.plus(interval))) {
      keep(position);
    }
  }
}
