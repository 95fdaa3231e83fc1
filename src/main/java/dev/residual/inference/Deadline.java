package dev.residual.inference;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A point in time until which a request waits, unless its client disconnects earlier. */
public final class Deadline {

  /** A deadline that has passed: the result must be available already. */
  static final Deadline NONE = new Deadline(System.nanoTime(), () -> {});

  /** This is much shorter than a usual deadline, and much longer than a check of the connection. */
  private static final Duration CHECK_INTERVAL = Duration.ofMillis(100);

  private final long deadline;
  private final Runnable check;

  /**
   * Creates a deadline.
   *
   * @param deadline time in nanoseconds, by {@link System#nanoTime()}
   * @param check runs regularly during a wait; throws an exception if the request is cancelled
   */
  Deadline(long deadline, Runnable check) {
    this.deadline = deadline;
    this.check = check;
  }

  /** Returns a deadline that is a duration from now, without any check. */
  static Deadline of(Duration duration) {
    return new Deadline(System.nanoTime() + duration.toNanos(), () -> {});
  }

  /** Returns the deadline by {@link System#nanoTime()}. */
  long deadline() {
    return deadline;
  }

  /** Runs the check, which throws an exception if the request is cancelled. */
  void checkNotCancelled() {
    check.run();
  }

  /**
   * Waits for a result, and runs the check every 100 ms.
   *
   * @throws TimeoutException if there is no result by the deadline
   * @throws ExecutionException if the computation of the result has failed
   */
  public <T> T await(Future<T> result)
      throws TimeoutException, InterruptedException, ExecutionException {
    while (true) {
      long left = deadline - System.nanoTime();
      try {
        return result.get(Math.min(left, CHECK_INTERVAL.toNanos()), TimeUnit.NANOSECONDS);
      } catch (TimeoutException e) {
        if (left <= CHECK_INTERVAL.toNanos()) {
          throw e;
        }
        checkNotCancelled();
      }
    }
  }
}
