package dev.residual.training;

import org.jspecify.annotations.Nullable;

/**
 * The progress of a training.
 *
 * @param epoch number of the current epoch, from 1
 * @param epochs number of all epochs
 * @param step number of steps done in this epoch
 * @param steps number of steps per epoch
 * @param secondsPerStep mean of this epoch
 * @param imagesPerSecond mean of this epoch
 * @param etaSeconds estimated time until the end, evaluations included
 * @param loss loss of the last logged step; null before the first one
 * @param top1 mean of this epoch so far
 * @param top5 mean of this epoch so far
 * @param learningRate learning rate of the last step
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

  /** Returns the share of all steps that is done, 0 to 1. */
  public double fraction() {
    return ((epoch - 1.0) * steps + step) / ((double) epochs * steps);
  }
}
