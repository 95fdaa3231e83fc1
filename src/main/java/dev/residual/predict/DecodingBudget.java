package dev.residual.predict;

import dev.residual.web.Problem;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.springframework.http.HttpStatus;

/**
 * The memory in which all requests together read and decode image files. Small files can have many
 * pixels, so without it a few hundred clients could fill the heap.
 */
class DecodingBudget {

  private static final Duration RETRY_AFTER = Duration.ofSeconds(2);
  private static final int UNIT = 1 << 10;

  private final int units;
  private final Semaphore free;
  private final Duration maxWait;

  DecodingBudget(DecodingSettings settings) {
    this.units = (int) Math.min(Integer.MAX_VALUE, settings.memoryBytes() / UNIT);
    // Requests get memory in the order in which they ask, so that small ones do not hold up a large
    // one for ever.
    this.free = new Semaphore(units, true);
    this.maxWait = settings.maxWait();
  }

  /** Memory that a request has for itself until it is closed. */
  interface Share extends AutoCloseable {
    @Override
    void close();
  }

  /**
   * Waits until there is room. A request must close its share before it asks for another: two that
   * keep one and wait for more would wait for each other.
   *
   * @param bytes how much is needed; a request that needs more than there is gets all of it
   * @throws Problem (503) if there is no room within the time that a request may wait
   */
  Share acquire(long bytes) {
    int wanted = (int) Math.min(units, bytes / UNIT + 1);
    if (!tryAcquire(wanted)) {
      throw overloaded();
    }
    return () -> free.release(wanted);
  }

  private boolean tryAcquire(int wanted) {
    try {
      return free.tryAcquire(wanted, maxWait.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Returns the answer to a request whose images cannot be decoded now. */
  static Problem overloaded() {
    return Problem.of(
            HttpStatus.SERVICE_UNAVAILABLE,
            "overloaded",
            "Too many images are being decoded. Retry in a few seconds.")
        .retryAfter(RETRY_AFTER);
  }
}
