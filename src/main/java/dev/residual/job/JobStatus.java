package dev.residual.job;

import java.util.EnumSet;
import java.util.Set;

/** Where a job stands. */
enum JobStatus {
  /** Waits for a device. */
  QUEUED,
  /** A worker trains it. */
  RUNNING,
  /** Its cancelling was asked for; its worker will see that at the next batch. */
  CANCELLING,
  /** It left a model. */
  SUCCEEDED,
  /** It left a reason. */
  FAILED,
  /** It was called off; nothing was kept. */
  CANCELLED;

  private static final Set<JobStatus> FINAL = EnumSet.of(SUCCEEDED, FAILED, CANCELLED);

  /** Whether nothing can happen to the job any more. */
  boolean isFinal() {
    return FINAL.contains(this);
  }

  /** Whether a worker is at it. */
  boolean isWithWorker() {
    return this == RUNNING || this == CANCELLING;
  }
}
