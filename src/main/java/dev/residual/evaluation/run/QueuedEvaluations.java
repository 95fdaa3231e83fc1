package dev.residual.evaluation.run;

import dev.residual.job.QueueCapacity;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** Counts evaluations among what waits in the queue, and among what a client has in it. */
@Component
class QueuedEvaluations implements QueueCapacity.OtherWork {

  private final EvaluationRuns runs;

  QueuedEvaluations(EvaluationRuns runs) {
    this.runs = runs;
  }

  @Override
  public long waiting() {
    return runs.countByStatus(EvaluationStatus.QUEUED);
  }

  @Override
  public long unfinishedOf(UUID owner) {
    return runs.countByOwnerAndStatusIn(owner, EvaluationUsers.UNFINISHED);
  }
}
