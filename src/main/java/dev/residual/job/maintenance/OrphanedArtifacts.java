package dev.residual.job.maintenance;

import dev.residual.model.ModelRegistry;
import dev.residual.storage.ArtifactException;
import dev.residual.storage.ArtifactStore;
import dev.residual.training.Checkpoints;
import dev.residual.web.Uuids;
import java.util.List;
import java.util.UUID;
import org.springframework.stereotype.Component;

/**
 * Finds and deletes artifacts that killed processes left in the store under {@code jobs/<job>}:
 * complete or incomplete models that were never registered, and checkpoints.
 */
@Component
public class OrphanedArtifacts {

  private static final String JOBS = "jobs";
  private static final String MODEL = "model";

  private final ArtifactStore artifacts;
  private final ModelRegistry registry;

  OrphanedArtifacts(ArtifactStore artifacts, ModelRegistry registry) {
    this.artifacts = artifacts;
    this.registry = registry;
  }

  /**
   * Returns the jobs that have artifacts in the store.
   *
   * @throws ArtifactException if the store cannot be listed
   */
  public List<UUID> jobs() {
    return artifacts.list(JOBS).stream().flatMap(name -> Uuids.parse(name).stream()).toList();
  }

  /**
   * Deletes the artifacts of a job that has ended, except registered models.
   *
   * @param checkpoints whether to delete its checkpoints too
   * @return the number of deleted artifacts
   * @throws ArtifactException if an artifact cannot be deleted
   */
  public int delete(UUID job, boolean checkpoints) {
    String folder = JOBS + "/" + job;
    int deleted = 0;
    boolean empty = true;
    for (String name : artifacts.list(folder)) {
      String child = folder + "/" + name;
      if (name.equals(Checkpoints.FOLDER) ? checkpoints : isOrphan(child)) {
        artifacts.delete(child);
        deleted++;
      } else {
        empty = false;
      }
    }
    if (empty) {
      artifacts.delete(folder);
    }
    return deleted;
  }

  /** Returns whether an attempt's folder holds no registered model. */
  private boolean isOrphan(String attempt) {
    return !registry.isRegistered(attempt + "/" + MODEL);
  }
}
