package dev.residual.job.maintenance;

import dev.residual.job.JobAttempt;
import dev.residual.job.JobDeleted;
import dev.residual.job.JobFailure;
import dev.residual.job.JobFinished;
import dev.residual.training.Trainer;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.event.TransactionalEventListener;

/** Deletes the checkpoints of jobs that have ended. */
@Component
class CheckpointCleanup {

  /**
   * The failures after which checkpoints are kept for a while, so that a person can inspect them.
   */
  private static final Set<String> KEPT_AFTER =
      Set.of(JobFailure.STORAGE, JobFailure.CORRUPT_CHECKPOINTS);

  private final Trainer trainer;

  CheckpointCleanup(Trainer trainer) {
    this.trainer = trainer;
  }

  @TransactionalEventListener
  void finished(JobFinished event) {
    if (!keepsCheckpoints(event.failure())) {
      trainer.deleteCheckpoints(JobAttempt.checkpointKey(event.job()));
    }
  }

  static boolean keepsCheckpoints(@Nullable JobFailure failure) {
    return failure != null && KEPT_AFTER.contains(failure.code());
  }

  @TransactionalEventListener
  void deleted(JobDeleted event) {
    trainer.deleteCheckpoints(JobAttempt.checkpointKey(event.job()));
  }
}
