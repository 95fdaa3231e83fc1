package dev.residual.evaluation.run;

import com.github.kagkarlsson.scheduler.task.CompletionHandler;
import com.github.kagkarlsson.scheduler.task.ExecutionContext;
import com.github.kagkarlsson.scheduler.task.FailureHandler;
import com.github.kagkarlsson.scheduler.task.Task;
import com.github.kagkarlsson.scheduler.task.TaskInstance;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import dev.residual.job.JobQueue;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Lets the threads that train also evaluate, one after the other on each device. */
@Configuration(proxyBeanMethods = false)
class EvaluationConfiguration {

  /** The delay before an execution that threw an exception is retried. */
  private static final Duration FAILURE_RETRY_DELAY = Duration.ofSeconds(10);

  /** The delay before an evaluation that found no free device is retried. */
  private static final Duration DEVICE_RETRY_DELAY = Duration.ofSeconds(5);

  @Bean
  Task<Void> evaluateTask(EvaluationWorker worker, Clock clock) {
    return Tasks.custom(EvaluationQueue.TASK)
        .onFailure(new FailureHandler.OnFailureRetryLater<>(FAILURE_RETRY_DELAY))
        .onDeadExecutionRevive()
        .execute((instance, context) -> run(worker, clock, instance, context));
  }

  private static CompletionHandler<Void> run(
      EvaluationWorker worker, Clock clock, TaskInstance<Void> instance, ExecutionContext context) {
    return switch (worker.run(
        EvaluationQueue.id(instance.getId()), context.getSchedulerState()::isShuttingDown)) {
      case DONE -> new CompletionHandler.OnCompleteRemove<>();
      case RELEASED -> rescheduleAt(context.getExecution().getExecutionTime());
      case RETRY_LATER -> rescheduleAt(clock.instant().plus(JobQueue.MAX_DELAY));
      case DEVICE_BUSY -> rescheduleAt(clock.instant().plus(DEVICE_RETRY_DELAY));
    };
  }

  private static CompletionHandler<Void> rescheduleAt(Instant time) {
    return (completed, operations) -> operations.reschedule(completed, time);
  }
}
