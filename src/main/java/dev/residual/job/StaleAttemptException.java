package dev.residual.job;

import java.util.UUID;

/** Thrown if a worker writes to a job that its attempt no longer owns. Nothing is written. */
public class StaleAttemptException extends RuntimeException {

  StaleAttemptException(UUID job, int attempt) {
    super("Attempt %d of job %s is over".formatted(attempt, job));
  }
}
