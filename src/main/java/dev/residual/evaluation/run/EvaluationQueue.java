package dev.residual.evaluation.run;

import com.github.kagkarlsson.scheduler.SchedulerClient;
import com.github.kagkarlsson.scheduler.task.TaskDescriptor;
import dev.residual.cluster.TaskQueue;
import dev.residual.job.JobQueue;
import java.time.Clock;
import java.util.UUID;
import org.springframework.stereotype.Component;

/**
 * Puts evaluations into the queue of the jobs, because both need a device. They take minutes, where
 * trainings take hours, and so they come before jobs of any priority. Where jobs wait too, both
 * take turns.
 */
@Component
class EvaluationQueue {

  static final TaskDescriptor<Void> TASK = TaskDescriptor.of("evaluate");

  private final SchedulerClient client;
  private final JobQueue jobs;
  private final Clock clock;

  EvaluationQueue(SchedulerClient client, JobQueue jobs, Clock clock) {
    this.client = client;
    this.jobs = jobs;
    this.clock = clock;
  }

  /** Lets a job come next when an evaluation begins, in the caller's transaction. */
  void begin() {
    jobs.giveTurn(clock.instant());
  }

  /** Lets those that were put off wait in line again. */
  void restorePlaces() {
    jobs.restorePlaces(clock.instant());
  }

  /** Adds an evaluation in the caller's transaction. */
  void put(EvaluationRun run) {
    client.scheduleIfNotExists(
        TASK.instance(run.id().toString()).priority(JobQueue.OTHER_WORK).build(),
        TaskQueue.place(run.createdAt()));
  }

  static UUID id(String instance) {
    return UUID.fromString(instance);
  }
}
