package dev.residual.predict;

import dev.residual.web.Problem;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Limits how many images are decoded at a time, and measures how long one takes. More decoders than
 * cores would take turns: each image would be decoded later, and no more of them.
 */
class Decoders {

  private final Semaphore free;
  private final Duration maxWait;
  private final Timer timer;

  /**
   * @param cores how many images are decoded at a time
   * @param maxWait how long an image waits for its turn
   */
  Decoders(int cores, Duration maxWait, MeterRegistry meters) {
    // A large request takes its turn for each of its images, so that it does not hold up small
    // ones.
    this.free = new Semaphore(cores, true);
    this.maxWait = maxWait;
    this.timer =
        Timer.builder("residual.decoding.duration")
            .description("Time to decode an image file, without the wait for a core")
            .publishPercentileHistogram()
            .register(meters);
  }

  /**
   * Decodes an image on this thread when it is its turn.
   *
   * @throws Problem (503) if that is not within the time that an image may wait
   */
  <T> T decode(Supplier<T> decoding) {
    if (!tryAcquire()) {
      throw DecodingBudget.overloaded();
    }
    try {
      return timer.record(decoding);
    } finally {
      free.release();
    }
  }

  private boolean tryAcquire() {
    try {
      return free.tryAcquire(maxWait.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
