package dev.residual.job;

import com.github.kagkarlsson.scheduler.Scheduler;
import org.springframework.context.SmartLifecycle;

/**
 * Takes jobs from the queue while the service runs: from when all is ready, orphans included, until
 * it is stopped, when running jobs are handed back before the web server and the database close.
 */
class QueueRunner implements SmartLifecycle {

  private final Scheduler scheduler;
  private volatile boolean running;

  QueueRunner(Scheduler scheduler) {
    this.scheduler = scheduler;
  }

  @Override
  public void start() {
    scheduler.start();
    running = true;
  }

  @Override
  public void stop() {
    scheduler.stop();
    running = false;
  }

  @Override
  public boolean isRunning() {
    return running;
  }
}
