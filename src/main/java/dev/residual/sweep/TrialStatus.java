package dev.residual.sweep;

/** The status of a trial. */
public enum TrialStatus {
  /** Its job is not submitted yet. */
  PENDING,
  /** Its job is queued, is running, or is paused until it is known whether it goes on. */
  ACTIVE,
  /** It is not among the best, and its job is being ended. */
  PRUNING,
  /** It was not among the best, and was stopped early. */
  PRUNED,
  /** It was trained to its end. */
  SUCCEEDED,
  /** Its job failed. */
  FAILED,
  /** A client has cancelled its job, or stopped the sweep. */
  CANCELLED;

  /** Returns whether the trial has ended. */
  boolean isOver() {
    return this != PENDING && this != ACTIVE && this != PRUNING;
  }
}
