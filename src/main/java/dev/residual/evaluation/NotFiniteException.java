package dev.residual.evaluation;

import dev.residual.CodedException;

/** The outputs of a network are not all finite numbers, so that nothing can be said about them. */
public class NotFiniteException extends RuntimeException implements CodedException {

  private static final long serialVersionUID = 1L;

  NotFiniteException() {
    super(
        "Some outputs of the network are infinite or not a number, so it has no probabilities;"
            + " evaluate another model");
  }

  @Override
  public String code() {
    return "not-finite";
  }
}
