package dev.residual.inference;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** How long somebody waits: until a deadline, and no longer than there is somebody. */
public final class Deadline {

  /** For what is there or is not. */
  static final Deadline NONE = new Deadline(System.nanoTime(), () -> {});

  /** Much less than a deadline, and much more than it costs to look whether the client is there. */
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(100);

  private final long deadline;
  private final Runnable look;

  /**
   * @param deadline by {@link System#nanoTime()}
   * @param look now and then while something is awaited; throws when nobody waits any more
   */
  Deadline(long deadline, Runnable look) {
    this.deadline = deadline;
    this.look = look;
  }

  /** From now on, whoever waits. */
  static Deadline of(Duration duration) {
    return new Deadline(System.nanoTime() + duration.toNanos(), () -> {});
  }

  long deadline() {
    return deadline;
  }

  /** Throws what {@code look} throws when nobody waits any more. */
  void checkNotCancelled() {
    look.run();
  }

  /**
   * @throws TimeoutException at the deadline
   * @throws ExecutionException with what kept it from coming
   */
  public <T> T await(Future<T> awaited)
      throws TimeoutException, InterruptedException, ExecutionException {
    while (true) {
      long left = deadline - System.nanoTime();
      try {
        return awaited.get(Math.min(left, BETWEEN_LOOKS.toNanos()), TimeUnit.NANOSECONDS);
      } catch (TimeoutException e) {
        if (left <= BETWEEN_LOOKS.toNanos()) {
          throw e;
        }
        checkNotCancelled();
      }
    }
  }
}
