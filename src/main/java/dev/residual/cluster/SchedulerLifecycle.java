package dev.residual.cluster;

import com.github.kagkarlsson.scheduler.Scheduler;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.context.SmartLifecycle;

/**
 * Starts db-scheduler after orphaned work has been requeued, and stops it at shutdown, so that what
 * runs is released before the web server and the database close.
 */
public class SchedulerLifecycle implements SmartLifecycle {

  private final Supplier<Scheduler> schedulers;
  private volatile @Nullable Scheduler scheduler;

  /**
   * Creates a lifecycle.
   *
   * @param schedulers creates a scheduler for each start, since none can be started twice
   */
  public SchedulerLifecycle(Supplier<Scheduler> schedulers) {
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

  /** Lets the scheduler look for due work now instead of at its next poll. */
  public void wake() {
    // Without a lock, which a stop holds until its work is released.
    Scheduler running = scheduler;
    if (running != null) {
      running.triggerCheckForDueExecutions();
    }
  }

  @Override
  public synchronized boolean isRunning() {
    return scheduler != null;
  }
}
