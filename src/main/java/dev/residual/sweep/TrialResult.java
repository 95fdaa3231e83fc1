package dev.residual.sweep;

import dev.residual.job.EpochResult;
import dev.residual.recipe.SelectBy;

/**
 * The evaluation of a trial after an epoch.
 *
 * @param split {@code validation} or {@code test}
 * @param seconds duration of the epoch's training and evaluation
 */
record TrialResult(
    int epoch, String split, double loss, double top1, double macroF1, double seconds) {

  static TrialResult of(EpochResult result) {
    return new TrialResult(
        result.epoch(),
        result.evalSplit(),
        result.evalLoss(),
        result.evalTop1(),
        result.evalMacroF1(),
        result.seconds());
  }

  double value(SelectBy objective) {
    return switch (objective) {
      case TOP1 -> top1;
      case MACRO_F1 -> macroF1;
      case LOSS -> loss;
    };
  }

  /** Returns the value so that a higher one is better. */
  double score(SelectBy objective) {
    return objective == SelectBy.LOSS ? -loss : value(objective);
  }
}
