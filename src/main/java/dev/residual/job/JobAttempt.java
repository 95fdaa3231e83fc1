package dev.residual.job;

import dev.residual.recipe.Recipe;
import java.util.UUID;

/** An attempt at a job, started by a worker. */
public record JobAttempt(UUID job, int attempt, JobRequest request) {

  /** Returns the key of the job's checkpoints, from which each attempt resumes. */
  public String checkpointKey() {
    return checkpointKey(job);
  }

  public static String checkpointKey(UUID job) {
    return "jobs/" + job;
  }

  /** Returns the recipe to train. */
  public Recipe recipe() {
    return request.training();
  }

  /** Returns the key under which to store the model. Each attempt has its own. */
  public String modelKey() {
    return "jobs/%s/%d/model".formatted(job, attempt);
  }
}
