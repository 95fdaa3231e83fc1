package dev.residual.job;

import com.github.kagkarlsson.scheduler.SchedulerClient;
import com.github.kagkarlsson.scheduler.task.TaskDescriptor;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The order in which jobs are taken: higher priority first, then the one that came first. */
@Component
class JobQueue {

  static final TaskDescriptor<Void> TASK = TaskDescriptor.of("train");

  private final SchedulerClient client;
  private final JdbcClient jdbc;

  JobQueue(SchedulerClient client, JdbcClient jdbc) {
    this.client = client;
    this.jdbc = jdbc;
  }

  /**
   * Adds the job in the caller's transaction, at the place that its age gives it; one whose ticket
   * is in the queue already stays as it is.
   */
  void put(Job job) {
    client.scheduleIfNotExists(
        TASK.instance(Ticket.of(job).toString()).priority(job.priority()).build(), job.createdAt());
  }

  /** Moves a job that is in the queue, in the caller's transaction. */
  void move(Job job) {
    jdbc.sql(
            """
            update scheduled_tasks set priority = :priority, version = version + 1
            where task_name = :task and task_instance = :ticket and picked = false
            """)
        .param("priority", job.priority())
        .param("task", TASK.getTaskName())
        .param("ticket", Ticket.of(job).toString())
        .update();
  }
}
