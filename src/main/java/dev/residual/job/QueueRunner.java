package dev.residual.job;

import com.github.kagkarlsson.scheduler.Scheduler;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.context.SmartLifecycle;

/**
 * Takes jobs from the queue while the service runs: from when all is ready, orphans included, until
 * it is stopped, when running jobs are handed back before the web server and the database close.
 */
class QueueRunner implements SmartLifecycle {

  private final Supplier<Scheduler> schedulers;
  private @Nullable Scheduler scheduler;

  /**
   * @param schedulers one for each start, since none can be started twice
   */
  QueueRunner(Supplier<Scheduler> schedulers) {
    this.schedulers = schedulers;
  }

  @Override
  public synchronized void start() {
    scheduler = schedulers.get();
    scheduler.start();
  }

  @Override
  public synchronized void stop() {
    if (scheduler != null) {
      scheduler.stop();
      scheduler = null;
    }
  }

  @Override
  public synchronized boolean isRunning() {
    return scheduler != null;
  }
}
