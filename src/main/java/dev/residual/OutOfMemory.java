package dev.residual;

/** Recognizes failures because memory or threads ran out, which may pass. */
public final class OutOfMemory {

  /** An explanation for clients. */
  public static final String DETAIL =
      "The service has too little memory or too few threads at the moment";

  private OutOfMemory() {}

  /** Returns whether a failure, or one of its causes, is that memory or threads ran out. */
  public static boolean isCauseOf(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof OutOfMemoryError) {
        return true;
      }
    }
    return false;
  }
}
