package dev.residual.training;

import dev.residual.evaluation.Metrics;
import dev.residual.recipe.SelectBy;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The state of a training other than its tensors. Order, hold-out and augmentation of the images
 * follow from the recipe's seed, the epoch and the step, so they need no state of their own.
 *
 * @param epoch number of the current epoch, from 1; one more than the last when all are done
 * @param step number of steps done in this epoch
 * @param optimizerSteps number of steps done in all epochs
 * @param trained metrics of this epoch's training so far
 * @param seconds time spent on this epoch so far
 * @param loggedLoss loss of the last logged step; null before the first one
 * @param reports reports of the epochs that are done
 * @param bestEpoch the earliest of the best epochs so far; 0 for none
 */
record TrainingPosition(
    int epoch,
    int step,
    long optimizerSteps,
    Metrics trained,
    double seconds,
    @Nullable Double loggedLoss,
    List<EpochReport> reports,
    int bestEpoch) {

  static final TrainingPosition START =
      new TrainingPosition(1, 0, 0, Metrics.NONE, 0, null, List.of(), 0);

  TrainingPosition {
    reports = List.copyOf(reports);
  }

  /** Returns the position after another step. */
  TrainingPosition stepped(Metrics metrics, long steps, @Nullable Double logged) {
    return new TrainingPosition(
        epoch, step + 1, steps, trained.plus(metrics), seconds, logged, reports, bestEpoch);
  }

  /** Returns the same position with another time spent on this epoch. */
  TrainingPosition withSeconds(double newSeconds) {
    return new TrainingPosition(
        epoch, step, optimizerSteps, trained, newSeconds, loggedLoss, reports, bestEpoch);
  }

  /**
   * Returns the position at the start of the next epoch.
   *
   * @param selectBy by what the best epoch is chosen
   */
  TrainingPosition ended(EpochReport report, SelectBy selectBy) {
    List<EpochReport> all = new ArrayList<>(reports);
    all.add(report);
    int best = isBest(report, selectBy) ? report.epoch() : bestEpoch;
    return new TrainingPosition(
        epoch + 1, 0, optimizerSteps, Metrics.NONE, 0, loggedLoss, all, best);
  }

  private boolean isBest(EpochReport report, SelectBy selectBy) {
    return bestEpoch == 0 || report.isBetterThan(reports.get(bestEpoch - 1), selectBy);
  }

  /**
   * Returns a number that grows from each position to the next. The end of an epoch's evaluation
   * has a higher number than its last step.
   */
  long ordinal() {
    return 2 * optimizerSteps + (step == 0 ? 1 : 0);
  }

  /** Returns whether the epoch that ended last is the best one. */
  boolean lastEpochIsBest() {
    return bestEpoch == epoch - 1 && bestEpoch > 0;
  }

  /** Returns the number of epochs since the best one. */
  int epochsWithoutImprovement() {
    return epoch - 1 - bestEpoch;
  }
}
