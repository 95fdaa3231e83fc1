package dev.residual.job;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Turns a crank again and again while the service runs. Stops before the web server waits for open
 * requests to end.
 */
class Recurring implements SmartLifecycle {

  private static final Logger log = LoggerFactory.getLogger(Recurring.class);

  private final String name;
  private final Duration pause;
  private final Runnable crank;
  private final Runnable end;
  private @Nullable ScheduledExecutorService thread;

  /**
   * @param name of the thread
   * @param pause before each turn
   * @param end run once when the service stops
   */
  Recurring(String name, Duration pause, Runnable crank, Runnable end) {
    this.name = name;
    this.pause = pause;
    this.crank = crank;
    this.end = end;
  }

  @Override
  public void start() {
    thread = Executors.newSingleThreadScheduledExecutor(this::named);
    long millis = pause.toMillis();
    thread.scheduleWithFixedDelay(this::turn, millis, millis, TimeUnit.MILLISECONDS);
  }

  private Thread named(Runnable task) {
    Thread made = new Thread(task, name);
    made.setDaemon(true);
    return made;
  }

  /** What is thrown out of here would end the schedule. */
  private void turn() {
    try {
      crank.run();
    } catch (RuntimeException e) {
      log.warn("{} had trouble and tries again in {}", name, pause, e);
    }
  }

  @Override
  public void stop() {
    if (thread != null) {
      thread.shutdownNow();
      thread = null;
    }
    end.run();
  }

  @Override
  public boolean isRunning() {
    return thread != null;
  }
}
