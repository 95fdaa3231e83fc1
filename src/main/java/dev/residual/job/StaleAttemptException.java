package dev.residual.job;

import java.util.Locale;
import java.util.UUID;

/** Thrown if a worker writes to a job that its attempt no longer owns. Nothing is written. */
public class StaleAttemptException extends RuntimeException {

  StaleAttemptException(UUID job, int attempt) {
    super(String.format(Locale.ROOT, "Attempt %d of job %s is over", attempt, job));
  }
}
