package dev.residual.evaluation;

import dev.residual.CodedException;

/** A model cannot be evaluated on a data set. */
public class IncompatibleDatasetException extends RuntimeException implements CodedException {

  private static final long serialVersionUID = 1L;

  IncompatibleDatasetException(String reason) {
    super(reason);
  }

  /** Returns what the data set must have, and what it has. */
  public String reason() {
    return String.valueOf(getMessage());
  }

  @Override
  public String code() {
    return "data";
  }
}
