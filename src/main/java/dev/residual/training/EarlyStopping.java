package dev.residual.training;

/**
 * Ends a training that no longer gets better on the pictures held out, with its best weights.
 *
 * @param patience 1 to 1000 epochs without a better top-1 than the best
 */
public record EarlyStopping(int patience) {

  public EarlyStopping {
    Range.require("earlyStopping.patience", patience, 1, Recipe.MAX_EPOCHS);
  }
}
