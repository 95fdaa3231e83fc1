package dev.residual.training;

/**
 * Is thrown when a training stops because its observer suspended it. It can be resumed from its
 * checkpoint.
 */
public class TrainingSuspendedException extends RuntimeException {

  TrainingSuspendedException() {
    super("The training was suspended and can be resumed");
  }
}
