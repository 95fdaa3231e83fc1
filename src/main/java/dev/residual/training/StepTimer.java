package dev.residual.training;

import dev.residual.torch.Precision;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Measures the steps of a training, and abandons it when it has seen enough of them. */
final class StepTimer implements TrainingObserver {

  private final Clock clock;
  private final double maxSeconds;
  private final int stepsPerEpoch;
  private final List<Double> steps = new ArrayList<>();
  private @Nullable Instant first;
  private Instant begun;

  /**
   * @param maxSeconds when no further step is begun
   */
  StepTimer(Clock clock, double maxSeconds, int stepsPerEpoch) {
    this.clock = clock;
    this.maxSeconds = maxSeconds;
    this.stepsPerEpoch = stepsPerEpoch;
    begun = clock.instant();
  }

  /** Ends the measurement before an evaluation, or before a step for which there is no time. */
  @Override
  public TrainingSignal signal() {
    begun = clock.instant();
    first = first == null ? begun : first;
    double spent = TrainingEstimator.seconds(Duration.between(first, begun));
    int done = steps.size();
    // The first step of a process may take many times as long, so the second one is always begun.
    double next = done < 2 ? 0 : steps.get(done - 1);
    return done == stepsPerEpoch || (done > 0 && spent + next > maxSeconds)
        ? TrainingSignal.ABANDON
        : TrainingSignal.CONTINUE;
  }

  @Override
  public void started(Precision precision, long step) {}

  @Override
  public void stepped(TrainingProgress progress) {
    steps.add(TrainingEstimator.seconds(Duration.between(begun, clock.instant())));
  }

  @Override
  public void logged(TrainingProgress progress) {}

  @Override
  public void epochEnded(EpochReport report) {}

  /** Returns the seconds until the first step began. */
  double secondsToStart(Instant start) {
    return TrainingEstimator.seconds(
        Duration.between(start, first == null ? clock.instant() : first));
  }

  /** Returns the mean of the second half of the steps: those before prepare what is used later. */
  double secondsPerStep() {
    return steps.stream()
        .skip(steps.size() / 2)
        .mapToDouble(Double::doubleValue)
        .average()
        .orElseThrow();
  }
}
