package dev.residual.job;

import dev.residual.recipe.Recipe;
import java.util.UUID;

/** An attempt of a job, which a worker has started. */
public record JobAttempt(UUID job, int attempt, JobRequest request) {

  /** Returns the key of the job's checkpoints, from which each attempt resumes. */
  public String checkpointKey() {
    return checkpointKey(job);
  }

  public static String checkpointKey(UUID job) {
    return "jobs/" + job;
  }

  /** Returns the recipe that is to be trained. */
  public Recipe recipe() {
    return request.training();
  }

  /** Returns the key under which the model is to be stored; no other attempt has it. */
  public String modelKey() {
    return "jobs/%s/%d/model".formatted(job, attempt);
  }
}
