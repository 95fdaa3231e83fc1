package dev.residual.training;

/** Is thrown when a training ends early because its observer abandoned it. */
public class TrainingCancelledException extends RuntimeException {

  TrainingCancelledException() {
    super("The training was cancelled");
  }
}
