package dev.residual.job;

import java.util.UUID;

/** A worker tried to write to a job that another attempt owns; nothing was written. */
public class StaleAttemptException extends RuntimeException {

  StaleAttemptException(UUID job, int attempt) {
    super("Attempt %d of job %s is over".formatted(attempt, job));
  }
}
