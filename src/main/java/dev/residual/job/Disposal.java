package dev.residual.job;

import dev.residual.training.Trainer;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.event.TransactionalEventListener;

/** Takes away what a job no longer needs, once that is certain. */
@Component
class Disposal {

  /** A disk that was full, or a checkpoint that is damaged, may be of use to a person. */
  private static final Set<String> KEEPING = Set.of(Failure.STORAGE, Failure.CHECKPOINTS_DAMAGED);

  private final Trainer trainer;

  Disposal(Trainer trainer) {
    this.trainer = trainer;
  }

  @TransactionalEventListener
  void finished(JobFinished event) {
    if (!keepsCheckpoints(event.failure())) {
      trainer.forget(Assignment.checkpointKey(event.job()));
    }
  }

  static boolean keepsCheckpoints(@Nullable Failure failure) {
    return failure != null && KEEPING.contains(failure.code());
  }

  @TransactionalEventListener
  void deleted(JobDeleted event) {
    trainer.forget(Assignment.checkpointKey(event.job()));
  }
}
