package dev.residual.job.maintenance;

import dev.residual.model.ModelRegistry;
import dev.residual.model.StoredModel;
import dev.residual.storage.ArtifactException;
import dev.residual.storage.ArtifactStore;
import dev.residual.training.Checkpoints;
import dev.residual.web.Uuids;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.springframework.stereotype.Component;

/**
 * Finds and deletes artifacts that killed processes left in the store. Under {@code jobs/<job>}
 * these are complete or incomplete models that were never registered, and checkpoints; under {@code
 * models} they are models whose weights were sent.
 */
@Component
public class OrphanedArtifacts {

  private static final String JOBS = "jobs";

  /** Long after a node has received weights, it has also registered or refused them. */
  private static final Duration UPLOAD = Duration.ofDays(1);

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

  /**
   * Deletes the artifacts of uploads that began a day ago or earlier, except registered models.
   *
   * @return the number of deleted artifacts
   * @throws ArtifactException if an artifact cannot be deleted
   */
  public int deleteUploads(Instant now) {
    int deleted = 0;
    for (String name : artifacts.list(StoredModel.UPLOADS)) {
      String folder = StoredModel.UPLOADS + "/" + name;
      boolean over =
          StoredModel.uploadTime(name).filter(time -> time.isBefore(now.minus(UPLOAD))).isPresent();
      if (over && isOrphan(folder)) {
        artifacts.delete(folder);
        deleted++;
      }
    }
    return deleted;
  }

  /** Returns whether the folder of an attempt or an upload holds no registered model. */
  private boolean isOrphan(String folder) {
    return !registry.isRegistered(folder + "/" + StoredModel.NAME);
  }
}
