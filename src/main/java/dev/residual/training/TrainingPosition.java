package dev.residual.training;

import dev.residual.evaluation.Metrics;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a training is, all but its tensors. Order, hold-out and augmentation of the images follow
 * from the recipe's seed, the epoch and the step, so they need no state of their own.
 *
 * @param epoch the one at work, from 1; one more than there are when all are done
 * @param step steps done in it
 * @param optimizerSteps steps done in all
 * @param trained scores of this epoch so far
 * @param seconds spent on this epoch so far
 * @param loggedLoss of the last logged step
 * @param reports of the epochs that are done
 * @param bestEpoch the one with the highest top-1 so far, the earliest of them; 0 for none
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

  TrainingPosition stepped(Metrics score, long steps, @Nullable Double logged) {
    return new TrainingPosition(
        epoch, step + 1, steps, trained.plus(score), seconds, logged, reports, bestEpoch);
  }

  TrainingPosition spent(double now) {
    return new TrainingPosition(
        epoch, step, optimizerSteps, trained, now, loggedLoss, reports, bestEpoch);
  }

  /** The start of the next epoch. */
  TrainingPosition ended(EpochReport report) {
    List<EpochReport> all = new ArrayList<>(reports);
    all.add(report);
    int best = isBest(report) ? report.epoch() : bestEpoch;
    return new TrainingPosition(
        epoch + 1, 0, optimizerSteps, Metrics.NONE, 0, loggedLoss, all, best);
  }

  private boolean isBest(EpochReport report) {
    return bestEpoch == 0 || report.evalTop1() > reports.get(bestEpoch - 1).evalTop1();
  }

  /**
   * Grows from each position to those after it; an epoch that is evaluated comes after its last
   * step.
   */
  long ordinal() {
    return 2 * optimizerSteps + (step == 0 ? 1 : 0);
  }

  /** Whether the epoch that has just ended is the best one. */
  boolean justGotBetter() {
    return bestEpoch == epoch - 1 && bestEpoch > 0;
  }

  /** Epochs since the best one. */
  int epochsWithoutProgress() {
    return epoch - 1 - bestEpoch;
  }
}
