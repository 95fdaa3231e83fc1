package dev.residual.training;

import dev.residual.recipe.SelectBy;

/**
 * The results of an epoch. Losses are means in nats; top-1 and top-5 accuracies are from 0 to 1.
 * The means over classes count each class with images the same.
 *
 * @param epoch number of the epoch, from 1
 * @param evalSplit {@code test} or {@code validation}
 * @param evalMacroF1 mean of the F1 of the classes, 0 to 1
 * @param evalBalancedAccuracy mean of the recalls of the classes, 0 to 1
 * @param seconds duration of training and evaluation
 */
public record EpochReport(
    int epoch,
    double trainLoss,
    double trainTop1,
    double trainTop5,
    String evalSplit,
    double evalLoss,
    double evalTop1,
    double evalTop5,
    double evalMacroF1,
    double evalBalancedAccuracy,
    double seconds) {

  /** Returns whether this epoch is better than the other. */
  boolean isBetterThan(EpochReport other, SelectBy selectBy) {
    return switch (selectBy) {
      case TOP1 -> evalTop1 > other.evalTop1;
      case MACRO_F1 -> evalMacroF1 > other.evalMacroF1;
      case LOSS -> evalLoss < other.evalLoss;
    };
  }
}
