package dev.residual.job;

import dev.residual.training.Trainer;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.event.TransactionalEventListener;

/** Deletes the checkpoints of a job once it no longer needs them. */
@Component
class Disposal {

  /** Failures after which checkpoints stay for a while, since a person may want to look at them. */
  private static final Set<String> KEPT_AFTER =
      Set.of(Failure.STORAGE, Failure.CORRUPT_CHECKPOINTS);

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
    return failure != null && KEPT_AFTER.contains(failure.code());
  }

  @TransactionalEventListener
  void deleted(JobDeleted event) {
    trainer.forget(Assignment.checkpointKey(event.job()));
  }
}
