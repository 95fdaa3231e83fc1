package dev.residual.training;

/** A training ended early because its observer no longer wanted it. */
public class AbandonedException extends RuntimeException {

  AbandonedException() {
    super("The training is no longer wanted");
  }
}
