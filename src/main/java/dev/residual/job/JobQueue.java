package dev.residual.job;

import com.github.kagkarlsson.scheduler.SchedulerClient;
import com.github.kagkarlsson.scheduler.task.TaskDescriptor;
import java.time.Clock;
import java.util.UUID;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/** The order in which jobs are taken: higher priority first, then the one that came first. */
@Component
class JobQueue {

  static final TaskDescriptor<Void> TASK = TaskDescriptor.of("train");

  private final ObjectProvider<SchedulerClient> client;
  private final Clock clock;

  JobQueue(ObjectProvider<SchedulerClient> client, Clock clock) {
    this.client = client;
    this.clock = clock;
  }

  /** Adds the job in the caller's transaction; one that is in the queue already stays as it is. */
  void put(UUID job, int priority) {
    client
        .getObject()
        .scheduleIfNotExists(
            TASK.instance(job.toString()).priority(priority).build(), clock.instant());
  }
}
