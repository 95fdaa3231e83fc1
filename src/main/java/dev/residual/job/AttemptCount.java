package dev.residual.job;

import jakarta.persistence.Embeddable;

/**
 * Counts the attempts of a job. A job is given up after several attempts that all resumed from the
 * same checkpoint, not after several attempts in all: a long job may well be interrupted often.
 */
@Embeddable
class AttemptCount {

  private int attempt;
  private int attemptsWithoutProgress;
  private long resumedStep;

  void start() {
    attempt++;
    attemptsWithoutProgress++;
  }

  /** Takes back the attempt that runs. */
  void release() {
    attempt--;
    attemptsWithoutProgress--;
  }

  /**
   * Notes from where the attempt that runs continues.
   *
   * @param step position of its checkpoint, 0 if there is none; a later one is greater
   */
  void resumed(long step) {
    if (step > resumedStep) {
      resumedStep = step;
      attemptsWithoutProgress = 1;
    }
  }

  /** Returns whether {@code max} attempts have been started without progress between them. */
  boolean isExhausted(int max) {
    return attemptsWithoutProgress >= max;
  }

  /** Returns the number of the last attempt, 0 before the first. */
  int number() {
    return attempt;
  }

  int withoutProgress() {
    return attemptsWithoutProgress;
  }
}
