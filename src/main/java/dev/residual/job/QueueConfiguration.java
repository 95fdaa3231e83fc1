package dev.residual.job;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.SchedulerBuilder;
import com.github.kagkarlsson.scheduler.SchedulerClient;
import com.github.kagkarlsson.scheduler.task.CompletionHandler;
import com.github.kagkarlsson.scheduler.task.ExecutionContext;
import com.github.kagkarlsson.scheduler.task.FailureHandler;
import com.github.kagkarlsson.scheduler.task.Task;
import com.github.kagkarlsson.scheduler.task.TaskInstance;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import dev.residual.torch.Courtesy;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import javax.sql.DataSource;
import org.springframework.boot.autoconfigure.condition.ConditionalOnExpression;
import org.springframework.boot.sql.init.dependency.DependsOnDatabaseInitialization;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;

/** The queue's engine: one platform thread a device, since libtorch's modes belong to threads. */
@Configuration(proxyBeanMethods = false)
class QueueConfiguration {

  /** How soon a failed bookkeeping, say with the database away, is tried again. */
  private static final Duration RETRY = Duration.ofSeconds(10);

  /** How soon a job is tried again whose storage failed. */
  private static final Duration PUT_OFF = Duration.ofMinutes(1);

  /** How soon a job looks again whether the one device that it asks for is free. */
  private static final Duration LOOK_AGAIN = Duration.ofSeconds(5);

  @Bean
  Task<Void> trainTask(JobWorker worker, Clock clock) {
    return Tasks.custom(JobQueue.TASK)
        .onFailure(new FailureHandler.OnFailureRetryLater<>(RETRY))
        .onDeadExecutionRevive()
        .execute((instance, context) -> run(worker, clock, instance, context));
  }

  private static CompletionHandler<Void> run(
      JobWorker worker, Clock clock, TaskInstance<Void> instance, ExecutionContext context) {
    Ticket ticket = Ticket.parse(instance.getId());
    return switch (worker.run(ticket, context.getSchedulerState()::isShuttingDown)) {
      case DONE -> new CompletionHandler.OnCompleteRemove<>();
      case HANDED_BACK -> at(context.getExecution().getExecutionTime());
      case PUT_OFF -> at(clock.instant().plus(PUT_OFF));
      case NO_DEVICE -> at(clock.instant().plus(LOOK_AGAIN));
    };
  }

  private static CompletionHandler<Void> at(Instant time) {
    return (completed, operations) -> operations.reschedule(completed, time);
  }

  /** Puts jobs into the queue, on every node. */
  @Bean
  SchedulerClient schedulerClient(DataSource dataSource) {
    return SchedulerClient.Builder.create(new TransactionAwareDataSourceProxy(dataSource))
        .enablePriority()
        .build();
  }

  /** Takes them from it, on those that train. */
  @Bean
  @ConditionalOnExpression("!'${residual.role:all}'.equalsIgnoreCase('api')")
  @DependsOnDatabaseInitialization
  QueueRunner queueRunner(
      DataSource dataSource,
      SharedDatabase database,
      Task<Void> trainTask,
      DeviceSlots slots,
      QueueSettings settings,
      Courtesy courtesy,
      Clock clock) {
    return new QueueRunner(
        () -> scheduler(dataSource, database, trainTask, slots, settings, courtesy, clock));
  }

  static Scheduler scheduler(
      DataSource dataSource,
      SharedDatabase database,
      Task<Void> trainTask,
      DeviceSlots slots,
      QueueSettings settings,
      Courtesy courtesy,
      Clock clock) {
    int threads = slots.count();
    SchedulerBuilder building =
        Scheduler.create(new TransactionAwareDataSourceProxy(dataSource), trainTask)
            .threads(threads)
            .executorService(trainingThreads(threads, courtesy))
            .clock(clock::instant)
            .pollingInterval(settings.pollInterval())
            .heartbeatInterval(settings.heartbeat())
            .missedHeartbeatsLimit(settings.missedHeartbeats())
            .shutdownMaxWait(settings.shutdownWait())
            .enablePriority();
    if (database.isShared()) {
      return building.pollUsingLockAndFetch(0.5, 1.0).build();
    }
    Scheduler scheduler = building.pollUsingFetchAndLockOnExecute(0, 1.0).build();
    scheduler.registerSchedulerListener(new PauseWhileBusy(scheduler, threads));
    return scheduler;
  }

  private static ExecutorService trainingThreads(int count, Courtesy courtesy) {
    ThreadFactory factory =
        runnable ->
            new Thread(
                () -> {
                  courtesy.ofThisThread();
                  runnable.run();
                },
                "training");
    return Executors.newFixedThreadPool(count, factory);
  }
}
