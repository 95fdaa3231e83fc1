package dev.residual.evaluation.run;

import dev.residual.model.StoredModel;
import java.util.UUID;

/** One attempt to evaluate a model on another data set. */
record EvaluationAttempt(UUID id, int attempt, StoredModel model, String dataset) {

  /** Returns the key of the files that this attempt writes. */
  String key() {
    return EvaluationArtifacts.folder(id) + "/" + attempt;
  }
}
