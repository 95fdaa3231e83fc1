package dev.residual.evaluation;

import dev.residual.CodedException;

/** The loss is no longer a number, so that no further step can do any good. */
public class DivergedException extends RuntimeException implements CodedException {

  /**
   * @param where {@code epoch 1, step 7}
   */
  DivergedException(double loss, String where) {
    super("The loss became %s in %s; a smaller learning rate may help".formatted(loss, where));
  }

  @Override
  public String code() {
    return "diverged";
  }
}
