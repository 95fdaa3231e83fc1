package dev.residual.job.worker;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.SchedulerBuilder;
import com.github.kagkarlsson.scheduler.SchedulerClient;
import com.github.kagkarlsson.scheduler.task.CompletionHandler;
import com.github.kagkarlsson.scheduler.task.ExecutionContext;
import com.github.kagkarlsson.scheduler.task.FailureHandler;
import com.github.kagkarlsson.scheduler.task.Task;
import com.github.kagkarlsson.scheduler.task.TaskInstance;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import dev.residual.cluster.DatabaseMode;
import dev.residual.cluster.DeviceSlots;
import dev.residual.job.JobQueue;
import dev.residual.job.QueueEntry;
import dev.residual.job.QueueSettings;
import dev.residual.torch.ThreadNiceness;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
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

  private static final Logger log = LoggerFactory.getLogger(SchedulerConfiguration.class);

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

  /** Returns the scheduler that runs jobs from the queue, on nodes that train. */
  @Bean
  @ConditionalOnExpression("!'${residual.role:all}'.equalsIgnoreCase('api')")
  @DependsOnDatabaseInitialization
  SchedulerLifecycle schedulerLifecycle(
      DataSource dataSource,
      DatabaseMode database,
      Task<Void> trainTask,
      DeviceSlots slots,
      QueueSettings settings,
      ThreadNiceness niceness,
      Clock clock) {
    return new SchedulerLifecycle(
        () -> scheduler(dataSource, database, trainTask, slots, settings, niceness, clock));
  }

  static Scheduler scheduler(
      DataSource dataSource,
      DatabaseMode database,
      Task<Void> trainTask,
      DeviceSlots slots,
      QueueSettings settings,
      ThreadNiceness niceness,
      Clock clock) {
    int threads = slots.count();
    SchedulerBuilder builder =
        Scheduler.create(new TransactionAwareDataSourceProxy(dataSource), trainTask)
            .threads(threads)
            .executorService(trainingThreads(threads, niceness))
            .clock(clock::instant)
            .pollingInterval(settings.pollInterval())
            .heartbeatInterval(settings.heartbeatInterval())
            .missedHeartbeatsLimit(settings.missedHeartbeats())
            .shutdownMaxWait(settings.shutdownMaxWait())
            .enablePriority();
    if (database.isShared()) {
      return builder.pollUsingLockAndFetch(0.5, 1.0).build();
    }
    Scheduler scheduler = builder.pollUsingFetchAndLockOnExecute(0, 1.0).build();
    scheduler.registerSchedulerListener(new PollingPause(scheduler, threads));
    return scheduler;
  }

  /**
   * Returns the threads of the devices, all of which run already. db-scheduler counts an execution
   * before it hands it over, and would for ever count one whose thread cannot be started.
   */
  static ThreadPoolExecutor trainingThreads(int count, ThreadNiceness niceness) {
    ThreadFactory factory = task -> new Thread(() -> runNicely(task, niceness), "training");
    ThreadPoolExecutor threads =
        new ThreadPoolExecutor(
            count, count, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), factory);
    threads.prestartAllCoreThreads();
    return threads;
  }

  /** Runs a task. A thread whose priority cannot be lowered must run it too. */
  private static void runNicely(Runnable task, ThreadNiceness niceness) {
    try {
      niceness.applyToThisThread();
    } catch (RuntimeException | Error e) {
      log.warn("A training thread keeps its priority", e);
    }
    task.run();
  }
}
