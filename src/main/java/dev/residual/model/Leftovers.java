package dev.residual.model;

import dev.residual.web.Uuids;
import java.util.List;
import java.util.UUID;
import org.springframework.stereotype.Component;

/**
 * What killed processes leave in the store under {@code jobs/<job>}: models that were written but
 * never registered, checkpoints, and halves of both.
 */
@Component
public class Leftovers {

  private static final String JOBS = "jobs";
  private static final String MODEL = "model";

  private final Artifacts artifacts;
  private final Models models;

  Leftovers(Artifacts artifacts, Models models) {
    this.artifacts = artifacts;
    this.models = models;
  }

  /**
   * The jobs that have something in the store.
   *
   * @throws ArtifactException if it cannot be listed
   */
  public List<UUID> jobs() {
    return artifacts.list(JOBS).stream().flatMap(name -> Uuids.parse(name).stream()).toList();
  }

  /**
   * Removes what a job that is over has left; models that are registered stay.
   *
   * @param checkpoints whether they go too
   * @return how many artifacts were removed
   * @throws ArtifactException if one cannot be removed
   */
  public int remove(UUID job, boolean checkpoints) {
    String folder = JOBS + "/" + job;
    int removed = 0;
    boolean empty = true;
    for (String name : artifacts.list(folder)) {
      String child = folder + "/" + name;
      if (name.equals(Checkpoints.FOLDER) ? checkpoints : isLeft(child)) {
        artifacts.delete(child);
        removed++;
      } else {
        empty = false;
      }
    }
    if (empty) {
      artifacts.delete(folder);
    }
    return removed;
  }

  /** Whether an attempt's folder holds no model that is registered. */
  private boolean isLeft(String attempt) {
    return models.findByArtifactKey(attempt + "/" + MODEL).isEmpty();
  }
}
