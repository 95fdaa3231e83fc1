package dev.residual.training;

/** The loss is no longer a number, so that no further step can do any good. */
public class DivergedException extends RuntimeException {

  DivergedException(double loss, int epoch, int step) {
    super(
        "The loss became %s in epoch %d, step %d; a smaller learning rate may help"
            .formatted(loss, epoch, step));
  }
}
