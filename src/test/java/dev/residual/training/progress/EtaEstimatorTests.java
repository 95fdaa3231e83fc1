package dev.residual.training.progress;

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
  void firstEvaluationIsEstimatedAsAThirdOfItsSteps() {
    EtaEstimator eta = new EtaEstimator(clock, 0, 2, 100, 30);
    eta.epochStarts(0, 0);
    now = now.plusSeconds(20);

    // 40 steps took 20 s, so 160 more take 80 s, and each of two evaluations as long as 30 / 3
    // steps.
    assertThat(eta.secondsPerStep(40)).isEqualTo(0.5);
    assertThat(eta.remainingSeconds(1, 40)).isCloseTo(80 + 2 * 5, within(1e-9));
  }

  @Test
  void laterEvaluationsAreEstimatedByTheLastOne() {
    EtaEstimator eta = new EtaEstimator(clock, 0, 2, 100, 30);
    eta.evaluated(Duration.ofSeconds(7));
    eta.epochStarts(0, 0);
    now = now.plusSeconds(20);

    assertThat(eta.remainingSeconds(2, 40)).isCloseTo(30 + 7, within(1e-9));
  }

  @Test
  void wholeNetworkIsEstimatedByItsForwardPassWhileOnlyTheClassifierLearns() {
    EtaEstimator eta = new EtaEstimator(clock, 1, 3, 100, 30);
    eta.featuresComputed(Duration.ofSeconds(50));
    eta.epochStarts(0, 0);
    now = now.plusSeconds(2);

    // A forward pass of a batch took 0.5 s, so a step takes 1.5 s and an evaluation 15 s.
    assertThat(eta.remainingSeconds(1, 40)).isCloseTo(3 + 200 * 1.5 + 3 * 15, within(1e-9));
  }
}
