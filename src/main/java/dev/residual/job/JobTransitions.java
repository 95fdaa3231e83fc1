package dev.residual.job;

import dev.residual.job.JobEvent.StatusChanged;
import java.util.function.Consumer;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Component;

/**
 * Changes the status of jobs. Every change goes through this class, so each one is logged as an
 * event of its job, and {@link JobFinished} is published for each job that ends.
 */
@Component
class JobTransitions {

  private final JobEventLog eventLog;
  private final ApplicationEventPublisher events;

  JobTransitions(JobEventLog eventLog, ApplicationEventPublisher events) {
    this.eventLog = eventLog;
    this.events = events;
  }

  /**
   * Applies a change to a job in the caller's transaction.
   *
   * @param job locked by the caller
   */
  void apply(Job job, Consumer<Job> change) {
    StatusChanged before = StatusChanged.of(job);
    change.accept(job);
    StatusChanged after = StatusChanged.of(job);
    if (!after.equals(before)) {
      eventLog.append(job, after);
    }
    if (job.status().isFinal()) {
      events.publishEvent(new JobFinished(job.id(), job.status(), job.failure()));
    }
  }
}
