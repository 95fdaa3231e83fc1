package dev.residual.job;

import static java.util.Objects.requireNonNull;

import dev.residual.training.TrainingProgress;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An event of a job. {@code epoch} and {@code step} say when in the training it happened; they are
 * 0 for an event outside of it.
 */
public sealed interface JobEvent
    permits JobEvent.StatusChanged, JobEvent.StepLogged, EpochResult, JobEvent.ModelMade {

  /** Returns the name of the event type in server-sent events. */
  String type();

  default int epoch() {
    return 0;
  }

  default int step() {
    return 0;
  }

  /** The status changed, or another attempt started. */
  public record StatusChanged(JobStatus status, int attempt, @Nullable JobFailure failure)
      implements JobEvent {

    public static final String TYPE = "status";

    public static StatusChanged of(Job job) {
      return new StatusChanged(job.status(), job.attempt(), job.failure());
    }

    @Override
    public String type() {
      return TYPE;
    }
  }

  /**
   * The metrics of a logged step.
   *
   * @param loss of this step
   * @param top1 running average of the epoch
   * @param top5 running average of the epoch
   */
  public record StepLogged(
      int epoch,
      int step,
      double loss,
      double top1,
      double top5,
      double learningRate,
      double secondsPerStep,
      double imagesPerSecond)
      implements JobEvent {

    public static final String TYPE = "step";

    public static StepLogged of(TrainingProgress progress) {
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

  /** A model was registered. */
  public record ModelMade(UUID modelId, double testTop1) implements JobEvent {

    public static final String TYPE = "model";

    @Override
    public String type() {
      return TYPE;
    }
  }
}
