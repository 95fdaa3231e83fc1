package dev.residual.job;

/** A job cannot do what was asked of it where it stands. */
class JobRefusedException extends RuntimeException {

  private final String code;

  JobRefusedException(String code, String message) {
    super(message);
    this.code = code;
  }

  String code() {
    return code;
  }
}
