package dev.residual.job;

import java.util.EnumSet;
import java.util.Set;

/** The status of a job. */
public enum JobStatus {
  /** The job waits for a device. */
  QUEUED,
  /** A worker is training the job. */
  RUNNING,
  /** A client asked to pause the job; its worker sees that at the next batch. */
  PAUSING,
  /** The job is paused until a client resumes it, and then continues where it stopped. */
  PAUSED,
  /**
   * A client asked to stop the job; at the next batch its worker ends training and keeps the model.
   */
  STOPPING,
  /** A client asked to cancel the job; its worker sees that at the next batch. */
  CANCELLING,
  /** The job has produced a model. */
  SUCCEEDED,
  /** The job ended with an error, which is stored with it. */
  FAILED,
  /** The job was cancelled; nothing was kept. */
  CANCELLED;

  private static final Set<JobStatus> FINAL = EnumSet.of(SUCCEEDED, FAILED, CANCELLED);

  /** The statuses in which a worker may have the job. */
  static final Set<JobStatus> WITH_WORKER = EnumSet.of(RUNNING, PAUSING, STOPPING, CANCELLING);

  /** The statuses in which the job takes up a place in the queue, or will when it is resumed. */
  static final Set<JobStatus> WAITING = EnumSet.of(QUEUED, PAUSING, PAUSED);

  /** The statuses of a job that has not ended. */
  static final Set<JobStatus> UNFINISHED = EnumSet.complementOf(EnumSet.copyOf(FINAL));

  /** Returns whether the job has ended. */
  public boolean isFinal() {
    return FINAL.contains(this);
  }
}
