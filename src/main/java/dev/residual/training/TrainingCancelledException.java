package dev.residual.training;

/** A training ended early because its observer no longer wanted it. */
public class TrainingCancelledException extends RuntimeException {

  TrainingCancelledException() {
    super("The training is no longer wanted");
  }
}
