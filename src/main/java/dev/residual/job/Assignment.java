package dev.residual.job;

import java.util.UUID;

/** One attempt at a job, which a worker has taken. */
record Assignment(UUID job, int attempt, JobRequest request) {

  /** Where its checkpoints lie, which each attempt goes on from. */
  String checkpointKey() {
    return checkpointKey(job);
  }

  static String checkpointKey(UUID job) {
    return "jobs/" + job;
  }

  /** Where its model is to lie; no other attempt has this key. */
  String modelKey() {
    return "jobs/%s/%d/model".formatted(job, attempt);
  }
}
