package dev.residual.feedback.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.util.Arrays;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The expected figures are those of SciPy 1.18. */
class DriftStatisticsTests {

  private static final Offset<Double> EXACT = within(1e-9);

  /** {@code scipy.stats.chi2.sf(x, degrees)}. */
  @ParameterizedTest
  @CsvSource({
    "0, 3, 1",
    "0.5, 1, 0.47950012218695337",
    "3.84, 1, 0.05004352124870519",
    "11.2, 9, 0.26224875459496483",
    "30, 9, 0.00043872177097947936",
    "100, 50, 3.454931382984871e-05",
    "400, 299, 8.28802410424771e-05",
    "1200, 999, 1.112935044825893e-05"
  })
  void chiSquareDistribution(double x, int degrees, double p) {
    assertThat(IncompleteGamma.upper(degrees / 2.0, x / 2)).isCloseTo(p, within(1e-9 * p + 1e-14));
  }

  /** {@code scipy.stats.kstwobign.sf(x)}. */
  @ParameterizedTest
  @CsvSource({
    "0, 1",
    "0.2, 0.999999999999495",
    "0.5, 0.9639452436648751",
    "0.8, 0.5441424115741981",
    "1, 0.26999967167735456",
    "1.358, 0.05002679733444698",
    "2, 0.0006709252557796953",
    "3, 3.045995948942526e-08"
  })
  void kolmogorovDistribution(double x, double p) {
    assertThat(ConfidenceDrift.pValue(x)).isCloseTo(p, within(1e-9 * p + 1e-12));
  }

  /** {@code scipy.stats.chi2_contingency(..., correction=False)}. */
  @Test
  void labelsAreComparedByChiSquareAndStabilityIndex() {
    long[] test = {1000, 1000, 1000, 1000};
    LabelDrift like = LabelDrift.of(new long[] {120, 80, 95, 105}, test, 0.05);
    assertThat(like.statistic()).isCloseTo(7.729687121306783, EXACT);
    assertThat(like.degreesOfFreedom()).isEqualTo(3);
    assertThat(like.pValue()).isCloseTo(0.051941421535074084, EXACT);
    assertThat(like.psi()).isCloseTo(0.021307897754405527, EXACT);
    assertThat(like.drift()).isFalse();

    LabelDrift other = LabelDrift.of(new long[] {300, 50, 40, 10}, test, 0.05);
    assertThat(other.statistic()).isCloseTo(446.3152359191963, EXACT);
    assertThat(other.pValue()).isCloseTo(2.0493147248426636e-96, withinPercentage(0.001));
    assertThat(other.psi()).isCloseTo(1.27186316514807, EXACT);
    assertThat(other.drift()).isTrue();
  }

  /** The two rarest labels are one kind: SciPy was given 300, 260, 20, 10 and 500, 480, 60, 15. */
  @Test
  void rareLabelsAreTakenTogether() {
    LabelDrift drift =
        LabelDrift.of(new long[] {4, 300, 20, 0, 260, 6}, new long[] {7, 500, 60, 0, 480, 8}, 0.05);

    assertThat(drift.degreesOfFreedom()).isEqualTo(3);
    assertThat(drift.statistic()).isCloseTo(5.392526372464522, EXACT);
    assertThat(drift.pValue()).isCloseTo(0.1452099214517902, EXACT);
  }

  @Test
  void oneLabelTellsNothing() {
    LabelDrift drift = LabelDrift.of(new long[] {100, 0}, new long[] {50, 0}, 0.05);
    assertThat(drift.pValue()).isEqualTo(1);
    assertThat(drift.drift()).isFalse();
  }

  @Test
  void largeSampleOfASmallDifferenceIsNoDrift() {
    LabelDrift drift =
        LabelDrift.of(new long[] {520_000, 480_000}, new long[] {50_000, 50_000}, 0.001);
    assertThat(drift.pValue()).isLessThan(0.001);
    assertThat(drift.drift()).isFalse();
  }

  /**
   * {@code scipy.stats.ks_2samp}, whose p-values by {@code method="exact"} are 0.0728 and 0.7025.
   * The distribution is an asymptotic one, so p-values agree within a few percent.
   */
  @Test
  void confidencesAreComparedByKolmogorovAndSmirnov() {
    float[] test = sorted(1000, i -> (i + 0.5) / 1000);
    ConfidenceDrift drift =
        ConfidenceDrift.of(sorted(200, i -> Math.pow((i + 0.5) / 200, 1.3)), test, 0.1);
    assertThat(drift.statistic()).isCloseTo(0.099, within(1e-6));
    assertThat(drift.pValue()).isCloseTo(0.0728, withinPercentage(5));
    assertThat(drift.drift()).as("it is small").isFalse();

    ConfidenceDrift less =
        ConfidenceDrift.of(sorted(200, i -> Math.pow((i + 0.5) / 200, 1.15)), test, 0.1);
    assertThat(less.statistic()).isCloseTo(0.054, within(1e-6));
    assertThat(less.pValue()).isCloseTo(0.7025, withinPercentage(5));

    ConfidenceDrift more =
        ConfidenceDrift.of(sorted(200, i -> Math.pow((i + 0.5) / 200, 2)), test, 0.001);
    assertThat(more.drift()).isTrue();
  }

  @Test
  void equalConfidencesCountTogether() {
    ConfidenceDrift drift =
        ConfidenceDrift.of(sorted(150, i -> i % 20 / 20.0), sorted(300, i -> i % 10 / 10.0), 0.05);
    assertThat(drift.statistic()).isCloseTo(0.04666666666666667, EXACT);
    assertThat(drift.pValue()).isCloseTo(0.974, within(0.02));

    assertThat(ConfidenceDrift.of(new float[] {1, 1}, new float[] {1, 1, 1}, 0.05).statistic())
        .isZero();
  }

  private static float[] sorted(int count, IntToDoubleFunction values) {
    float[] sorted = new float[count];
    IntStream.range(0, count).forEach(i -> sorted[i] = (float) values.applyAsDouble(i));
    Arrays.sort(sorted);
    return sorted;
  }
}
