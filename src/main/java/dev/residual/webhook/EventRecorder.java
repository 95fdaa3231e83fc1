package dev.residual.webhook;

import dev.residual.dataset.Datasets.ImportFinished;
import dev.residual.job.JobFinished;
import dev.residual.job.JobQueries;
import dev.residual.job.JobStatus;
import dev.residual.model.ModelRegistry.AliasAssigned;
import dev.residual.webhook.EventData.DatasetImported;
import dev.residual.webhook.EventData.JobEnded;
import dev.residual.webhook.EventData.ModelPromoted;
import org.springframework.stereotype.Component;
import org.springframework.transaction.event.TransactionPhase;
import org.springframework.transaction.event.TransactionalEventListener;

/**
 * Writes messages about events in the transactions that cause the events. So a message exists if,
 * and only if, what it tells of has happened.
 */
@Component
class EventRecorder {

  private final Outbox outbox;
  private final JobQueries jobs;

  EventRecorder(Outbox outbox, JobQueries jobs) {
    this.outbox = outbox;
    this.jobs = jobs;
  }

  @TransactionalEventListener(phase = TransactionPhase.BEFORE_COMMIT)
  void ended(JobFinished event) {
    outbox.add(type(event.status()), JobEnded.of(jobs.job(event.job())));
  }

  private static EventType type(JobStatus status) {
    return switch (status) {
      case SUCCEEDED -> EventType.JOB_SUCCEEDED;
      case FAILED -> EventType.JOB_FAILED;
      case CANCELLED -> EventType.JOB_CANCELLED;
      default -> throw new IllegalStateException(status + " is no end");
    };
  }

  @TransactionalEventListener(phase = TransactionPhase.BEFORE_COMMIT)
  void promoted(AliasAssigned event) {
    outbox.add(EventType.MODEL_PROMOTED, ModelPromoted.of(event));
  }

  @TransactionalEventListener(phase = TransactionPhase.BEFORE_COMMIT)
  void imported(ImportFinished event) {
    outbox.add(
        event.failed() ? EventType.DATASET_FAILED : EventType.DATASET_READY,
        DatasetImported.of(event));
  }
}
