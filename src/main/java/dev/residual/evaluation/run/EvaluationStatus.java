package dev.residual.evaluation.run;

/** Where an evaluation is between its submission and its end. */
enum EvaluationStatus {
  /** It waits for a device. */
  QUEUED,
  /** A worker computes the outputs of the network. */
  RUNNING,
  /** Its report is there. */
  SUCCEEDED,
  /** It has ended without a report. */
  FAILED;

  /** Returns whether nothing changes any more. */
  boolean isFinal() {
    return this == SUCCEEDED || this == FAILED;
  }
}
