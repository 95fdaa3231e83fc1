package dev.residual.dataset;

import dev.residual.CodedException;
import org.jspecify.annotations.Nullable;

/** Thrown if a file of a data set is unreadable, malformed or wrong. The message names the file. */
public class DatasetException extends RuntimeException implements CodedException {

  private static final long serialVersionUID = 1L;

  public DatasetException(String message) {
    this(message, null);
  }

  public DatasetException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  @Override
  public String code() {
    return "data";
  }
}
