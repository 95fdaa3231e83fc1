package dev.residual.evaluation.run;

import dev.residual.evaluation.StoredEvaluation;
import dev.residual.storage.ArtifactException;
import dev.residual.storage.ArtifactStore;
import dev.residual.web.Uuids;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Deletes the files that no evaluation needs. */
@Component
class EvaluationArtifacts {

  private static final Logger log = LoggerFactory.getLogger(EvaluationArtifacts.class);

  private static final String ROOT = "evaluations";

  private final ArtifactStore artifacts;
  private final EvaluationRuns runs;

  EvaluationArtifacts(ArtifactStore artifacts, EvaluationRuns runs) {
    this.artifacts = artifacts;
    this.runs = runs;
  }

  static String folder(UUID id) {
    return ROOT + "/" + id;
  }

  /** Deletes what no evaluation needs, of all folders in the store. */
  void deleteAll() {
    for (String name : artifacts.list(ROOT)) {
      Uuids.parse(name).ifPresent(this::delete);
    }
  }

  /**
   * Deletes what an evaluation does not need: everything if it is gone or failed, all but its
   * report if it succeeded, and nothing as long as it may be written to. A failure is logged only,
   * since this runs again.
   */
  void delete(UUID id) {
    try {
      Optional<EvaluationRun> run = runs.findById(id);
      if (run.isEmpty() || run.get().status() == EvaluationStatus.FAILED) {
        artifacts.delete(folder(id));
        return;
      }
      StoredEvaluation result = run.get().result();
      if (result != null) {
        deleteAllBut(result.key(), id);
      }
    } catch (ArtifactException e) {
      log.warn("Files of an evaluation are not deleted yet: {}", e.getMessage());
    }
  }

  private void deleteAllBut(String kept, UUID id) {
    for (String name : artifacts.list(folder(id))) {
      String key = folder(id) + "/" + name;
      if (!key.equals(kept)) {
        artifacts.delete(key);
      }
    }
  }
}
