package dev.residual.job.worker;

import com.github.kagkarlsson.scheduler.SchedulerClient;
import com.github.kagkarlsson.scheduler.task.CompletionHandler;
import com.github.kagkarlsson.scheduler.task.ExecutionContext;
import com.github.kagkarlsson.scheduler.task.FailureHandler;
import com.github.kagkarlsson.scheduler.task.Task;
import com.github.kagkarlsson.scheduler.task.TaskInstance;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import dev.residual.cluster.DeviceSlots;
import dev.residual.cluster.QueueScheduler;
import dev.residual.cluster.SchedulerLifecycle;
import dev.residual.job.JobQueue;
import dev.residual.job.QueueEntry;
import dev.residual.torch.ThreadNiceness;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import javax.sql.DataSource;
import org.springframework.boot.autoconfigure.condition.ConditionalOnExpression;
import org.springframework.boot.sql.init.dependency.DependsOnDatabaseInitialization;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;

/**
 * Configures db-scheduler with one platform thread per device, since libtorch keeps its modes per
 * thread.
 */
@Configuration(proxyBeanMethods = false)
class SchedulerConfiguration {

  /**
   * The delay before an execution that threw an exception is retried, as after a database outage.
   */
  private static final Duration FAILURE_RETRY_DELAY = Duration.ofSeconds(10);

  /** The delay before a job whose storage failed is retried. */
  private static final Duration STORAGE_RETRY_DELAY = JobQueue.MAX_DELAY;

  /** The delay before a job whose requested device was busy is retried. */
  private static final Duration DEVICE_RETRY_DELAY = Duration.ofSeconds(5);

  @Bean
  Task<Void> trainTask(JobWorker worker, Clock clock) {
    return Tasks.custom(JobQueue.TASK)
        .onFailure(new FailureHandler.OnFailureRetryLater<>(FAILURE_RETRY_DELAY))
        .onDeadExecutionRevive()
        .execute((instance, context) -> run(worker, clock, instance, context));
  }

  private static CompletionHandler<Void> run(
      JobWorker worker, Clock clock, TaskInstance<Void> instance, ExecutionContext context) {
    QueueEntry entry = QueueEntry.parse(instance.getId());
    return switch (worker.run(entry, context.getSchedulerState()::isShuttingDown)) {
      case DONE -> new CompletionHandler.OnCompleteRemove<>();
      case RELEASED -> rescheduleAt(context.getExecution().getExecutionTime());
      case RETRY_LATER -> rescheduleAt(clock.instant().plus(STORAGE_RETRY_DELAY));
      case DEVICE_BUSY -> rescheduleAt(clock.instant().plus(DEVICE_RETRY_DELAY));
    };
  }

  private static CompletionHandler<Void> rescheduleAt(Instant time) {
    return (completed, operations) -> operations.reschedule(completed, time);
  }

  /** Returns the client that adds jobs to the queue, on every node. */
  @Bean
  SchedulerClient schedulerClient(DataSource dataSource) {
    return SchedulerClient.Builder.create(new TransactionAwareDataSourceProxy(dataSource))
        .enablePriority()
        .build();
  }

  /** Returns the scheduler that runs jobs and evaluations from the queue, on nodes that train. */
  @Bean
  @ConditionalOnExpression("!'${residual.role:all}'.equalsIgnoreCase('api')")
  @DependsOnDatabaseInitialization
  SchedulerLifecycle schedulerLifecycle(
      QueueScheduler schedulers, List<Task<?>> tasks, DeviceSlots slots, ThreadNiceness niceness) {
    return new SchedulerLifecycle(
        () ->
            schedulers.create(
                JobQueue.TABLE,
                tasks,
                QueueScheduler.threads(slots.count(), "training", niceness::applyToThisThread)));
  }
}
