package dev.residual.job;

import static java.util.Objects.requireNonNull;

import dev.residual.training.Progress;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Something that happened to a job. Epoch and step tell when in its training; 0 if not in it. */
sealed interface JobEvent
    permits JobEvent.StatusChanged, JobEvent.StepLogged, EpochRow, JobEvent.ModelMade {

  /** The type under which clients hear of it. */
  String type();

  default int epoch() {
    return 0;
  }

  default int step() {
    return 0;
  }

  /** It stands elsewhere, or another attempt has begun. */
  record StatusChanged(JobStatus status, int attempt, @Nullable Failure failure)
      implements JobEvent {

    static final String TYPE = "status";

    static StatusChanged of(Job job) {
      return new StatusChanged(job.status(), job.attempt(), job.failure());
    }

    @Override
    public String type() {
      return TYPE;
    }
  }

  /**
   * A step was logged.
   *
   * @param loss of this step
   * @param top1 running average of the epoch
   * @param top5 running average of the epoch
   */
  record StepLogged(
      int epoch,
      int step,
      double loss,
      double top1,
      double top5,
      double learningRate,
      double secondsPerStep,
      double imagesPerSecond)
      implements JobEvent {

    static final String TYPE = "step";

    static StepLogged of(Progress progress) {
      return new StepLogged(
          progress.epoch(),
          progress.step(),
          requireNonNull(progress.loss(), "a logged step has a loss"),
          progress.top1(),
          progress.top5(),
          progress.learningRate(),
          progress.secondsPerStep(),
          progress.imagesPerSecond());
    }

    @Override
    public String type() {
      return TYPE;
    }
  }

  /** It left a model. */
  record ModelMade(UUID modelId, double testTop1) implements JobEvent {

    static final String TYPE = "model";

    @Override
    public String type() {
      return TYPE;
    }
  }
}
