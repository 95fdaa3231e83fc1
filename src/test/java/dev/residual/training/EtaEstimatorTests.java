package dev.residual.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class EtaEstimatorTests {

  private Instant now = Instant.parse("2026-01-01T00:00:00Z");
  private final Clock clock =
      new Clock() {
        @Override
        public Instant instant() {
          return now;
        }

        @Override
        public ZoneOffset getZone() {
          return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(java.time.ZoneId zone) {
          return this;
        }
      };

  @Test
  void beforeTheFirstEvaluationItCountsAsAThirdOfItsStepsWorth() {
    EtaEstimator pace = new EtaEstimator(clock, 2, 100, 30);
    pace.epochStarts(0, 0);
    now = now.plusSeconds(20);

    // 40 steps took 20 s; 160 more take 80 s, and two evaluations 30 / 3 steps' time each
    assertThat(pace.secondsPerStep(40)).isEqualTo(0.5);
    assertThat(pace.secondsToGo(1, 40)).isCloseTo(80 + 2 * 5, within(1e-9));
  }

  @Test
  void afterwardsTheMeasuredEvaluationCounts() {
    EtaEstimator pace = new EtaEstimator(clock, 2, 100, 30);
    pace.evaluated(Duration.ofSeconds(7));
    pace.epochStarts(0, 0);
    now = now.plusSeconds(20);

    assertThat(pace.secondsToGo(2, 40)).isCloseTo(30 + 7, within(1e-9));
  }
}
