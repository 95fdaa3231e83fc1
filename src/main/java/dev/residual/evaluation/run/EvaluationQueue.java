package dev.residual.evaluation.run;

import com.github.kagkarlsson.scheduler.SchedulerClient;
import com.github.kagkarlsson.scheduler.task.TaskDescriptor;
import java.time.Duration;
import java.util.UUID;
import org.springframework.stereotype.Component;

/**
 * Puts evaluations into the queue of the jobs, because both need a device. They take minutes, where
 * trainings take hours, and so they come before jobs of any priority.
 */
@Component
class EvaluationQueue {

  static final TaskDescriptor<Void> TASK = TaskDescriptor.of("evaluate");

  /** Above the highest priority of a job. */
  private static final int PRIORITY = 101;

  /** Entries are ordered by a time that has passed, whatever is done to the clock. */
  private static final Duration ALWAYS_DUE = Duration.ofDays(36_500);

  private final SchedulerClient client;

  EvaluationQueue(SchedulerClient client) {
    this.client = client;
  }

  /** Adds an evaluation in the caller's transaction. */
  void put(EvaluationRun run) {
    client.scheduleIfNotExists(
        TASK.instance(run.id().toString()).priority(PRIORITY).build(),
        run.createdAt().minus(ALWAYS_DUE));
  }

  static UUID id(String instance) {
    return UUID.fromString(instance);
  }
}
