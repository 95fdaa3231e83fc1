package dev.residual.job;

import dev.residual.recipe.Recipe;
import dev.residual.training.InitialModel;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An attempt at a job, started by a worker.
 *
 * @param initialModel the model whose weights the training starts from; null for random weights
 */
public record JobAttempt(
    UUID job, int attempt, JobRequest request, @Nullable InitialModel initialModel) {

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
    return String.format(Locale.ROOT, "jobs/%s/%d/model", job, attempt);
  }
}
