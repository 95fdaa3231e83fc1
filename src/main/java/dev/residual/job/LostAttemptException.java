package dev.residual.job;

import java.util.UUID;

/** A worker wrote to a job that is no longer its own; what it wanted to write was dropped. */
class LostAttemptException extends RuntimeException {

  LostAttemptException(UUID job, int attempt) {
    super("Attempt %d of job %s is over".formatted(attempt, job));
  }
}
