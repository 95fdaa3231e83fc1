package dev.residual.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WilsonIntervalTests {

  /**
   * The values are those of Newcombe (1998), "Two-sided confidence intervals for the single
   * proportion: comparison of seven methods", table I, method 3.
   */
  @ParameterizedTest
  @CsvSource({
    "81, 263, 0.2553, 0.3662",
    "15, 148, 0.0624, 0.1605",
    "0, 20, 0.0000, 0.1611",
    "1, 29, 0.0061, 0.1718",
  })
  void endsAreThoseOfThePaper(int hits, int images, double low, double high) {
    WilsonInterval interval = WilsonInterval.of(hits, images);

    assertThat(interval.value()).isEqualTo((double) hits / images);
    assertThat(interval.low()).isCloseTo(low, within(5e-5));
    assertThat(interval.high()).isCloseTo(high, within(5e-5));
  }

  /** statsmodels: proportion_confint(9120, 10000, method="wilson"). */
  @Test
  void endsAreThoseOfStatsmodels() {
    WilsonInterval interval = WilsonInterval.of(9120, 10000);

    assertThat(interval.low()).isCloseTo(0.9062881269633114, within(1e-12));
    assertThat(interval.high()).isCloseTo(0.9173954583792512, within(1e-12));
  }

  @Test
  void allOrNoneReachTheEndOfTheScale() {
    assertThat(WilsonInterval.of(7, 7).high()).isEqualTo(1);
    assertThat(WilsonInterval.of(0, 7).low()).isZero();
  }

  @Test
  void impossibleCountsAreRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> WilsonInterval.of(0, 0));
    assertThatIllegalArgumentException().isThrownBy(() -> WilsonInterval.of(4, 3));
  }
}
