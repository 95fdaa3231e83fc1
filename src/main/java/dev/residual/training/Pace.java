package dev.residual.training;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/** How long steps and evaluations take, and so how long the rest will. */
final class Pace {

  /** A forward pass is about a third of a step: backward costs twice as much. */
  private static final double FORWARD_SHARE = 1 / 3.0;

  private final Clock clock;
  private final int epochs;
  private final int stepsPerEpoch;
  private final double evaluationSteps;
  private Instant epochStart;
  private double evaluationSeconds = Double.NaN;

  /**
   * @param evaluationSteps batches of one evaluation, in steps' worth of pictures
   */
  Pace(Clock clock, int epochs, int stepsPerEpoch, double evaluationSteps) {
    this.clock = clock;
    this.epochs = epochs;
    this.stepsPerEpoch = stepsPerEpoch;
    this.evaluationSteps = evaluationSteps;
    epochStart = clock.instant();
  }

  void epochStarts() {
    epochStart = clock.instant();
  }

  void evaluated(Duration duration) {
    evaluationSeconds = seconds(duration);
  }

  double secondsOfEpoch() {
    return seconds(Duration.between(epochStart, clock.instant()));
  }

  double secondsPerStep(int stepsDone) {
    return secondsOfEpoch() / stepsDone;
  }

  double secondsToGo(int epoch, int stepsDone) {
    double perStep = secondsPerStep(stepsDone);
    double evaluation =
        Double.isNaN(evaluationSeconds)
            ? evaluationSteps * FORWARD_SHARE * perStep
            : evaluationSeconds;
    int epochsToGo = epochs - epoch;
    int stepsToGo = stepsPerEpoch - stepsDone + epochsToGo * stepsPerEpoch;
    return stepsToGo * perStep + (epochsToGo + 1) * evaluation;
  }

  private static double seconds(Duration duration) {
    return duration.toNanos() / 1e9;
  }
}
