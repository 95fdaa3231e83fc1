package dev.residual.dataset.own;

import dev.residual.dataset.DatasetStatus;
import dev.residual.storage.ArtifactException;
import dev.residual.storage.ArtifactStore;
import dev.residual.web.Uuids;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Deletes the archives and packs that no version needs. */
@Component
class DatasetArtifacts {

  private static final Logger log = LoggerFactory.getLogger(DatasetArtifacts.class);

  private final ArtifactStore artifacts;
  private final DatasetVersions versions;

  DatasetArtifacts(ArtifactStore artifacts, DatasetVersions versions) {
    this.artifacts = artifacts;
    this.versions = versions;
  }

  /** Deletes what no version needs, of all folders in the store. */
  void deleteAll() {
    for (String name : artifacts.list(DatasetKeys.ROOT)) {
      Uuids.parse(name).ifPresent(this::delete);
    }
  }

  /**
   * Deletes what a version does not need: everything if it is gone or failed, all but its pack if
   * it is ready, and nothing as long as it may be written to. A failure is logged only, since this
   * runs again.
   */
  void delete(UUID id) {
    try {
      Optional<DatasetVersion> version = versions.findById(id);
      if (version.isEmpty() || version.get().status() == DatasetStatus.FAILED) {
        artifacts.delete(DatasetKeys.folder(id));
      } else if (version.get().status() == DatasetStatus.READY) {
        deleteAllBut(String.valueOf(version.get().attempt()), id);
      }
    } catch (ArtifactException e) {
      log.warn("Files of a data set are not deleted yet: {}", e.getMessage());
    }
  }

  private void deleteAllBut(String kept, UUID id) {
    String folder = DatasetKeys.folder(id);
    for (String name : artifacts.list(folder)) {
      if (!name.equals(kept)) {
        artifacts.delete(folder + "/" + name);
      }
    }
    artifacts.deleteIncomplete(folder);
  }
}
