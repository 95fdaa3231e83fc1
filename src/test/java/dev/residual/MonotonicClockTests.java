package dev.residual;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class MonotonicClockTests {

  private final SettableClock system = new SettableClock();
  private final AtomicLong nanos = new AtomicLong();
  private final Clock clock = new MonotonicClock(system, nanos::get);
  private final Instant start = system.instant();

  @Test
  void systemsClockIsFollowed() {
    pass(Duration.ofSeconds(10));

    assertThat(clock.instant()).isEqualTo(start.plusSeconds(10));
  }

  @Test
  void timeGoesOnAtTheSameRateAfterTheClockWasSetBack() {
    pass(Duration.ofSeconds(10));
    assertThat(clock.instant()).isEqualTo(start.plusSeconds(10));
    system.advance(Duration.ofHours(-1));

    pass(Duration.ofSeconds(10));
    assertThat(clock.instant()).isEqualTo(start.plusSeconds(20));
    pass(Duration.ofSeconds(10));
    assertThat(clock.instant()).isEqualTo(start.plusSeconds(30));
  }

  @Test
  void clockThatIsSetForwardIsFollowed() {
    system.advance(Duration.ofHours(2));

    assertThat(clock.instant()).isEqualTo(start.plus(Duration.ofHours(2)));
  }

  private void pass(Duration time) {
    system.advance(time);
    nanos.addAndGet(time.toNanos());
  }
}
