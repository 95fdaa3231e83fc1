package dev.residual.sweep;

/** The status of a sweep. */
public enum SweepStatus {
  /** Trials wait, are queued, or are being trained. */
  RUNNING,
  /** A client asked to stop the sweep; its trials are being ended. */
  STOPPING,
  /** All trials have ended, and at least one of them has succeeded. */
  SUCCEEDED,
  /** All trials have ended, and none has succeeded. */
  FAILED,
  /** A client has stopped the sweep. */
  STOPPED;

  /** Returns whether the sweep has ended. */
  public boolean isFinal() {
    return this != RUNNING && this != STOPPING;
  }
}
