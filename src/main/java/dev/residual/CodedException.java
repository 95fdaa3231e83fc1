package dev.residual;

/**
 * An exception whose kind is told to clients by a code, as that of a problem or of a failed job.
 */
public interface CodedException {

  /** Returns the code, in kebab-case, such as {@code out-of-memory}. It never changes. */
  String code();
}
