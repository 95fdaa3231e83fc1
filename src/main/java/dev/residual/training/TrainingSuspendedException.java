package dev.residual.training;

/** A training left off because its observer wished so; its checkpoint tells where. */
public class TrainingSuspendedException extends RuntimeException {

  TrainingSuspendedException() {
    super("The training left off, to go on later");
  }
}
