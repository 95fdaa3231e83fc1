package dev.residual.dataset.own;

import com.github.kagkarlsson.scheduler.task.CompletionHandler;
import com.github.kagkarlsson.scheduler.task.ExecutionContext;
import com.github.kagkarlsson.scheduler.task.FailureHandler;
import com.github.kagkarlsson.scheduler.task.Task;
import com.github.kagkarlsson.scheduler.task.TaskInstance;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import dev.residual.cluster.QueueScheduler;
import dev.residual.cluster.SchedulerLifecycle;
import dev.residual.torch.ThreadNiceness;
import dev.residual.web.BodyLimit;
import java.time.Clock;
import java.time.Duration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnExpression;
import org.springframework.boot.sql.init.dependency.DependsOnDatabaseInitialization;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Configures the uploads, and one thread for imports on each node that trains. */
@Configuration(proxyBeanMethods = false)
class ImportConfiguration {

  /** The delay before an execution that threw an exception is retried. */
  private static final Duration FAILURE_RETRY_DELAY = Duration.ofSeconds(10);

  @Bean
  BodyLimit archiveLimit(UploadSettings settings) {
    return new BodyLimit(DatasetUploadController.PATH, settings.maxUpload().toBytes());
  }

  @Bean
  @ConditionalOnExpression("!'${residual.role:all}'.equalsIgnoreCase('api')")
  @DependsOnDatabaseInitialization
  SchedulerLifecycle importSchedulerLifecycle(
      QueueScheduler schedulers, ImportWorker worker, ThreadNiceness niceness, Clock clock) {
    return new SchedulerLifecycle(
        () ->
            schedulers.create(
                ImportQueue.TABLE,
                task(worker, clock),
                QueueScheduler.threads(1, "import", niceness::applyLowestToThisThread)));
  }

  private static Task<Void> task(ImportWorker worker, Clock clock) {
    return Tasks.custom(ImportQueue.TASK)
        .onFailure(new FailureHandler.OnFailureRetryLater<>(FAILURE_RETRY_DELAY))
        .onDeadExecutionRevive()
        .execute((instance, context) -> run(worker, clock, instance, context));
  }

  private static CompletionHandler<Void> run(
      ImportWorker worker, Clock clock, TaskInstance<Void> instance, ExecutionContext context) {
    return switch (worker.run(
        ImportQueue.id(instance.getId()), context.getSchedulerState()::isShuttingDown)) {
      case DONE -> new CompletionHandler.OnCompleteRemove<>();
      case RELEASED ->
          (completed, operations) ->
              operations.reschedule(completed, context.getExecution().getExecutionTime());
      case RETRY_LATER ->
          (completed, operations) ->
              operations.reschedule(completed, clock.instant().plus(ImportQueue.MAX_DELAY));
    };
  }
}
