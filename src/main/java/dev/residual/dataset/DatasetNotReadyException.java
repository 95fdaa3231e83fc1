package dev.residual.dataset;

import dev.residual.CodedException;

/** A known data set whose files are not here; the message says how to get them. */
public class DatasetNotReadyException extends RuntimeException implements CodedException {

  private static final long serialVersionUID = 1L;

  public DatasetNotReadyException(String message) {
    super(message);
  }

  @Override
  public String code() {
    return "data";
  }
}
