package dev.residual.training.progress;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/**
 * Measures how long steps and evaluations take, and estimates the remaining time of the training.
 */
public final class EtaEstimator {

  /**
   * A forward pass takes about a third of a step, because the backward pass takes twice as long.
   */
  private static final double FORWARD_SHARE = 1 / 3.0;

  private final Clock clock;
  private final int frozenEpochs;
  private final int epochs;
  private final int stepsPerEpoch;
  private final double evaluationSteps;
  private Instant start;
  private double secondsBefore;
  private int stepsBefore;
  private double evaluationSeconds = Double.NaN;

  /** The estimated time of a step of the whole network, while only the classifier learns. */
  private double wholeStepSeconds = Double.NaN;

  /**
   * Creates an estimator for a training.
   *
   * @param frozenEpochs number of epochs, among all, in which only the classifier learns
   * @param evaluationSteps images of one evaluation divided by images of one step
   */
  public EtaEstimator(
      Clock clock, int frozenEpochs, int epochs, int stepsPerEpoch, double evaluationSteps) {
    this.clock = clock;
    this.frozenEpochs = frozenEpochs;
    this.epochs = epochs;
    this.stepsPerEpoch = stepsPerEpoch;
    this.evaluationSteps = evaluationSteps;
    start = clock.instant();
  }

  /**
   * Starts the clock of an epoch.
   *
   * @param steps number of its steps that were done before a restart
   * @param seconds time that they took
   */
  public void epochStarts(int steps, double seconds) {
    start = clock.instant();
    stepsBefore = steps;
    secondsBefore = seconds;
  }

  /** Records how long a forward pass of all training images took. */
  public void featuresComputed(Duration duration) {
    wholeStepSeconds = seconds(duration) / stepsPerEpoch / FORWARD_SHARE;
  }

  /** Records how long an evaluation took. */
  public void evaluated(Duration duration) {
    evaluationSeconds = seconds(duration);
  }

  /** Returns the time spent on this epoch so far, including the time before a restart. */
  public double secondsOfEpoch() {
    return secondsBefore + secondsSinceStart();
  }

  private double secondsSinceStart() {
    return seconds(Duration.between(start, clock.instant()));
  }

  /** Returns the mean over the steps of this epoch since its start or the last restart. */
  public double secondsPerStep(int stepsDone) {
    return secondsSinceStart() / (stepsDone - stepsBefore);
  }

  /** Returns the estimated time until the end of the training, evaluations included. */
  public double remainingSeconds(int epoch, int stepsDone) {
    double perStep = secondsPerStep(stepsDone);
    boolean frozen = epoch <= frozenEpochs && !Double.isNaN(wholeStepSeconds);
    double perWholeStep = frozen ? wholeStepSeconds : perStep;
    double evaluation =
        Double.isNaN(evaluationSeconds)
            ? evaluationSteps * FORWARD_SHARE * perWholeStep
            : evaluationSeconds;
    int remainingEpochs = epochs - epoch;
    int remainingSteps = stepsPerEpoch - stepsDone + remainingEpochs * stepsPerEpoch;
    int wholeSteps = frozen ? (epochs - frozenEpochs) * stepsPerEpoch : remainingSteps;
    return (remainingSteps - wholeSteps) * perStep
        + wholeSteps * perWholeStep
        + (remainingEpochs + 1) * evaluation;
  }

  private static double seconds(Duration duration) {
    return duration.toNanos() / 1e9;
  }
}
