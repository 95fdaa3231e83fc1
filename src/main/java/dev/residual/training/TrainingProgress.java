package dev.residual.training;

import org.jspecify.annotations.Nullable;

/**
 * How far a training is.
 *
 * @param epoch the one at work, from 1
 * @param epochs in all
 * @param step steps done in this epoch
 * @param steps of each epoch
 * @param secondsPerStep mean of this epoch
 * @param imagesPerSecond mean of this epoch
 * @param etaSeconds until the end, evaluations included
 * @param loss of the last logged step; null before the first one
 * @param top1 mean of this epoch so far
 * @param top5 mean of this epoch so far
 * @param learningRate of the last step
 */
public record TrainingProgress(
    int epoch,
    int epochs,
    int step,
    int steps,
    double secondsPerStep,
    double imagesPerSecond,
    double etaSeconds,
    @Nullable Double loss,
    double top1,
    double top5,
    double learningRate) {

  /** Share of all steps that is done, 0 to 1. */
  public double fraction() {
    return ((epoch - 1.0) * steps + step) / ((double) epochs * steps);
  }
}
