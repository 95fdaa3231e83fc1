package dev.residual.job;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Serves the listeners again and again while the service runs. Ends their streams before the web
 * server waits for open requests, for these would stay open until their jobs are over.
 */
@Component
class EventStreams implements SmartLifecycle {

  private static final Logger log = LoggerFactory.getLogger(EventStreams.class);

  private static final long PAUSE_MILLIS = 500;

  private final Listeners listeners;
  private @Nullable ScheduledExecutorService crank;

  EventStreams(Listeners listeners) {
    this.listeners = listeners;
  }

  @Override
  public void start() {
    crank = Executors.newSingleThreadScheduledExecutor(named("events"));
    crank.scheduleWithFixedDelay(this::turn, PAUSE_MILLIS, PAUSE_MILLIS, TimeUnit.MILLISECONDS);
  }

  /** What is thrown here would end the schedule. */
  private void turn() {
    try {
      listeners.poll();
    } catch (RuntimeException e) {
      log.warn("Events could not be sent", e);
    }
  }

  @Override
  public void stop() {
    if (crank != null) {
      crank.shutdownNow();
      crank = null;
    }
    listeners.close();
  }

  @Override
  public boolean isRunning() {
    return crank != null;
  }

  private static ThreadFactory named(String name) {
    return task -> {
      Thread thread = new Thread(task, name);
      thread.setDaemon(true);
      return thread;
    };
  }
}
