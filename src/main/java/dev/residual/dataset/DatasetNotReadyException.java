package dev.residual.dataset;

import dev.residual.CodedException;

/** Thrown if the files of a known data set are missing. The message says how to get them. */
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
