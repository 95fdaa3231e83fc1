package dev.residual.dataset;

/** A known data set whose files are not here; the message says how to get them. */
public class DatasetNotReadyException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public DatasetNotReadyException(String message) {
    super(message);
  }
}
