package dev.residual;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.function.LongSupplier;

/**
 * The system's clock, which does not follow it when it is set back. Deadlines, intervals and
 * durations then stay right. A clock that is set forward is followed, as after a machine was
 * suspended.
 */
final class MonotonicClock extends Clock {

  private static final Duration TOLERANCE = Duration.ofMillis(100);

  private final Clock system;
  private final LongSupplier nanoTime;
  private Instant last;
  private long lastNanos;

  MonotonicClock() {
    this(Clock.systemUTC(), System::nanoTime);
  }

  /**
   * @param nanoTime a time in nanoseconds that is never set
   */
  MonotonicClock(Clock system, LongSupplier nanoTime) {
    this.system = system;
    this.nanoTime = nanoTime;
    last = system.instant();
    lastNanos = nanoTime.getAsLong();
  }

  /** Returns the time in microseconds, which is what databases store. */
  @Override
  public synchronized Instant instant() {
    long nanos = nanoTime.getAsLong();
    Instant elapsed = last.plusNanos(nanos - lastNanos);
    Instant now = system.instant();
    // While it is corrected gradually, the system's clock may be a little behind.
    boolean setBack = now.isBefore(last) || now.isBefore(elapsed.minus(TOLERANCE));
    last = setBack ? elapsed : now;
    lastNanos = nanos;
    return last.truncatedTo(ChronoUnit.MICROS);
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Clock withZone(ZoneId zone) {
    return Clock.fixed(instant(), zone);
  }
}
