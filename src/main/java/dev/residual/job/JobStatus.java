package dev.residual.job;

import java.util.EnumSet;
import java.util.Set;

/** Where a job stands. */
enum JobStatus {
  /** Waits for a device. */
  QUEUED,
  /** A worker trains it. */
  RUNNING,
  /** Its pausing was asked for; its worker will see that at the next batch. */
  PAUSING,
  /** It waits to be resumed, and will go on where it was. */
  PAUSED,
  /** Its stopping was asked for; at the next batch its worker makes a model of what there is. */
  STOPPING,
  /** Its cancelling was asked for; its worker will see that at the next batch. */
  CANCELLING,
  /** It left a model. */
  SUCCEEDED,
  /** It left a reason. */
  FAILED,
  /** It was called off; nothing was kept. */
  CANCELLED;

  private static final Set<JobStatus> FINAL = EnumSet.of(SUCCEEDED, FAILED, CANCELLED);

  /** Those in which a worker may have it. */
  static final Set<JobStatus> AT_WORK = EnumSet.of(RUNNING, PAUSING, STOPPING, CANCELLING);

  /** Whether nothing can happen to the job any more. */
  boolean isFinal() {
    return FINAL.contains(this);
  }
}
