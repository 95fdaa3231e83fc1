package dev.residual.evaluation.run;

import dev.residual.model.ModelRegistry.ModelDeleted;
import java.util.List;
import java.util.UUID;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** Deletes the evaluations of a model together with it. */
@Component
class DeletedModels {

  private final EvaluationRuns runs;
  private final EvaluationArtifacts artifacts;

  DeletedModels(EvaluationRuns runs, EvaluationArtifacts artifacts) {
    this.runs = runs;
    this.artifacts = artifacts;
  }

  /** Deletes the rows in the transaction of the model, and the files after it. */
  @EventListener
  void deleted(ModelDeleted event) {
    List<UUID> ids = runs.allOf(event.model());
    if (ids.isEmpty()) {
      return;
    }
    runs.deleteAllOf(event.model());
    TransactionSynchronizationManager.registerSynchronization(
        new TransactionSynchronization() {
          @Override
          public void afterCommit() {
            ids.forEach(artifacts::delete);
          }
        });
  }
}
