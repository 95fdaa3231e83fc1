package dev.residual.cluster;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.SchedulerBuilder;
import com.github.kagkarlsson.scheduler.task.Task;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;
import org.springframework.stereotype.Component;

/**
 * Builds the db-schedulers that run the work of queues. Each kind of work has a table of its own.
 */
@Component
public class QueueScheduler {

  private static final Logger log = LoggerFactory.getLogger(QueueScheduler.class);

  private final DataSource dataSource;
  private final DatabaseMode database;
  private final SchedulerSettings settings;
  private final Clock clock;

  public QueueScheduler(
      DataSource dataSource, DatabaseMode database, SchedulerSettings settings, Clock clock) {
    this.dataSource = dataSource;
    this.database = database;
    this.settings = settings;
    this.clock = clock;
  }

  /**
   * Returns a scheduler that runs one task.
   *
   * @param table name of the table with the entries
   * @param threads threads that run already, one for each execution at a time
   */
  public Scheduler create(String table, Task<?> task, ThreadPoolExecutor threads) {
    return create(table, List.of(task), threads);
  }

  /**
   * Returns a scheduler that runs several kinds of tasks in one order.
   *
   * @param table name of the table with the entries, which knows these tasks only
   * @param threads threads that run already, one for each execution at a time
   */
  public Scheduler create(String table, List<Task<?>> tasks, ThreadPoolExecutor threads) {
    int count = threads.getCorePoolSize();
    SchedulerBuilder builder =
        Scheduler.create(new TransactionAwareDataSourceProxy(dataSource), tasks)
            .tableName(table)
            .threads(count)
            .executorService(threads)
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
    scheduler.registerSchedulerListener(new PollingPause(scheduler, count));
    return scheduler;
  }

  /**
   * Returns platform threads, all of which run already. db-scheduler counts an execution before it
   * hands it over, and would for ever count one whose thread cannot be started.
   *
   * @param atStart run by each thread at its start; a thread whose priority cannot be lowered works
   *     too
   */
  public static ThreadPoolExecutor threads(int count, String name, Runnable atStart) {
    ThreadFactory factory = task -> new Thread(() -> run(atStart, task, name), name);
    ThreadPoolExecutor threads =
        new ThreadPoolExecutor(
            count, count, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), factory);
    threads.prestartAllCoreThreads();
    return threads;
  }

  private static void run(Runnable atStart, Runnable task, String name) {
    try {
      atStart.run();
    } catch (RuntimeException | Error e) {
      log.warn("A thread for {} keeps its priority", name, e);
    }
    task.run();
  }
}
