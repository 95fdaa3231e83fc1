package dev.residual.webhook;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Says when a message whose delivery failed is sent again. */
final class RetrySchedule {

  /**
   * The pauses after the first, second, ... attempt, so that attempts are made at once and after 5
   * s, 1 min, 5 min, 30 min, 2 h and 12 h.
   */
  private static final List<Duration> PAUSES =
      List.of(
          Duration.ofSeconds(5),
          Duration.ofSeconds(55),
          Duration.ofMinutes(4),
          Duration.ofMinutes(25),
          Duration.ofMinutes(90),
          Duration.ofHours(10));

  /** The longest pause. */
  static final Duration MAX_PAUSE = PAUSES.get(PAUSES.size() - 1);

  private RetrySchedule() {}

  /**
   * Returns how long to wait after an attempt that failed, or nothing if it was the last one.
   *
   * @param tries the attempts so far, at least 1
   */
  static Optional<Duration> pauseAfter(int tries) {
    return tries <= PAUSES.size() ? Optional.of(PAUSES.get(tries - 1)) : Optional.empty();
  }
}
