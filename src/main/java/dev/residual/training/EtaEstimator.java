package dev.residual.training;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/** How long steps and evaluations take, and so how long the rest will. */
final class EtaEstimator {

  /** A forward pass is about a third of a step: backward costs twice as much. */
  private static final double FORWARD_SHARE = 1 / 3.0;

  private final Clock clock;
  private final int epochs;
  private final int stepsPerEpoch;
  private final double evaluationSteps;
  private Instant start;
  private double secondsBefore;
  private int stepsBefore;
  private double evaluationSeconds = Double.NaN;

  /**
   * @param evaluationSteps batches of one evaluation, in steps' worth of images
   */
  EtaEstimator(Clock clock, int epochs, int stepsPerEpoch, double evaluationSteps) {
    this.clock = clock;
    this.epochs = epochs;
    this.stepsPerEpoch = stepsPerEpoch;
    this.evaluationSteps = evaluationSteps;
    start = clock.instant();
  }

  /**
   * @param steps of it that were made earlier, before a checkpoint
   * @param seconds that they took
   */
  void epochStarts(int steps, double seconds) {
    start = clock.instant();
    stepsBefore = steps;
    secondsBefore = seconds;
  }

  void evaluated(Duration duration) {
    evaluationSeconds = seconds(duration);
  }

  double secondsOfEpoch() {
    return secondsBefore + secondsHere();
  }

  private double secondsHere() {
    return seconds(Duration.between(start, clock.instant()));
  }

  /** Mean of this epoch, of the steps made here. */
  double secondsPerStep(int stepsDone) {
    return secondsHere() / (stepsDone - stepsBefore);
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
