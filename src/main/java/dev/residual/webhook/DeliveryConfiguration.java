package dev.residual.webhook;

import com.github.kagkarlsson.scheduler.task.CompletionHandler;
import com.github.kagkarlsson.scheduler.task.ExecutionContext;
import com.github.kagkarlsson.scheduler.task.FailureHandler;
import com.github.kagkarlsson.scheduler.task.Task;
import com.github.kagkarlsson.scheduler.task.TaskInstance;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import dev.residual.cluster.QueueScheduler;
import dev.residual.cluster.SchedulerLifecycle;
import java.time.Clock;
import java.time.Duration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnExpression;
import org.springframework.boot.sql.init.dependency.DependsOnDatabaseInitialization;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Configures the threads that send messages, on each node that answers requests. */
@Configuration(proxyBeanMethods = false)
class DeliveryConfiguration {

  /** Holds on nodes that answer requests; the cores of the others are reserved for training. */
  static final String ANSWERS = "!'${residual.role:all}'.equalsIgnoreCase('worker')";

  /** They mostly wait. Each is taken for some seconds by a receiver that does not answer. */
  private static final int THREADS = 8;

  /** The delay before an execution that threw an exception is retried. */
  private static final Duration FAILURE_RETRY_DELAY = Duration.ofSeconds(10);

  @Bean
  @ConditionalOnExpression(ANSWERS)
  @DependsOnDatabaseInitialization
  SchedulerLifecycle deliverySchedulerLifecycle(
      QueueScheduler schedulers, DeliveryWorker worker, Clock clock) {
    return new SchedulerLifecycle(
        () ->
            schedulers.create(
                DeliveryQueue.TABLE,
                task(worker, clock),
                QueueScheduler.threads(THREADS, "webhook", () -> {})));
  }

  private static Task<Void> task(DeliveryWorker worker, Clock clock) {
    return Tasks.custom(DeliveryQueue.TASK)
        .onFailure(new FailureHandler.OnFailureRetryLater<>(FAILURE_RETRY_DELAY))
        .onDeadExecutionRevive()
        .execute((instance, context) -> run(worker, clock, instance, context));
  }

  private static CompletionHandler<Void> run(
      DeliveryWorker worker, Clock clock, TaskInstance<Void> instance, ExecutionContext context) {
    boolean more =
        worker.run(
            DeliveryQueue.webhookId(instance.getId()), context.getSchedulerState()::isShuttingDown);
    return more
        ? (completed, operations) -> operations.reschedule(completed, clock.instant())
        : new CompletionHandler.OnCompleteRemove<>();
  }
}
