package dev.residual.job;

import dev.residual.CodedException;

/** Thrown if a job's status does not allow the requested operation. */
public class JobStateException extends RuntimeException implements CodedException {

  private final String code;

  JobStateException(String code, String message) {
    super(message);
    this.code = code;
  }

  @Override
  public String code() {
    return code;
  }
}
