package dev.residual.evaluation;

import dev.residual.CodedException;
import java.util.Locale;

/** Is thrown when the loss is no longer a finite number, so that further training is useless. */
public class DivergedException extends RuntimeException implements CodedException {

  /**
   * @param where the place in the training, such as {@code epoch 1, step 7}
   */
  DivergedException(double loss, String where) {
    super(
        String.format(
            Locale.ROOT,
            "The loss became %s in %s; a smaller learning rate may help",
            loss,
            where));
  }

  @Override
  public String code() {
    return "diverged";
  }
}
