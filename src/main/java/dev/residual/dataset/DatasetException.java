package dev.residual.dataset;

import dev.residual.CodedException;
import org.jspecify.annotations.Nullable;

/** A file of a data set that is there but is not what it should be; the message names it. */
public class DatasetException extends RuntimeException implements CodedException {

  private static final long serialVersionUID = 1L;

  DatasetException(String message) {
    this(message, null);
  }

  DatasetException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  @Override
  public String code() {
    return "data";
  }
}
