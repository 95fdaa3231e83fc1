package dev.residual.job.worker;

import dev.residual.cluster.SchedulerLifecycle;
import dev.residual.job.JobQueue;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.stereotype.Component;
import org.springframework.transaction.event.TransactionalEventListener;

/** Starts a job that was queued on this node without waiting for the next poll. */
@Component
class QueueWakeUp {

  private final ObjectProvider<SchedulerLifecycle> scheduler;

  /**
   * Creates a listener.
   *
   * @param scheduler runs jobs; empty on nodes that do not train
   */
  QueueWakeUp(@Qualifier("schedulerLifecycle") ObjectProvider<SchedulerLifecycle> scheduler) {
    this.scheduler = scheduler;
  }

  @TransactionalEventListener
  void wake(JobQueue.Added event) {
    scheduler.ifAvailable(SchedulerLifecycle::wake);
  }
}
