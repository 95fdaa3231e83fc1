package dev.residual.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.BitSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class McNemarTestTests {

  /**
   * The first row is the example of Fagerland, Lydersen and Laake (2013), table 1, whose
   * mid-p-value is 0.0391 there: (2 (1 + 8) - 8) / 256. The others are scipy's {@code 2 *
   * binom.cdf(k, n, 0.5) - binom.pmf(k, n, 0.5)} and, for equal counts, {@code 1 - binom.pmf(k, n,
   * 0.5) / 2}.
   */
  @ParameterizedTest
  @CsvSource({
    "1, 7, 0.0390625",
    "7, 1, 0.0390625",
    "230, 340, 3.891269074817807e-06",
    "59, 6, 2.7258031986068867e-12",
    "9000, 9300, 0.026579198036560447",
    "5, 5, 0.876953125",
    "0, 4, 0.0625"
  })
  void midPValueIsTheDocumentedOne(int onlyA, int onlyB, double expected) {
    McNemarTest test = new McNemarTest(100, onlyA, onlyB, 10);

    assertThat(test.midP()).isCloseTo(expected, within(1e-9 * expected));
  }

  @Test
  void modelsThatAreRightOnTheSameImagesDoNotDiffer() {
    McNemarTest test = new McNemarTest(8, 0, 0, 2);

    assertThat(test.midP()).isEqualTo(1);
    assertThat(test.difference()).isZero();
    assertThat(test.interval()[0]).isNegative();
  }

  /**
   * The interval is that of Fagerland, Lydersen and Laake (2014), "Recommended tests and confidence
   * intervals for paired binomial proportions", table VI, Bonett-Price: -0.508 to -0.013.
   */
  @Test
  void intervalIsThatOfThePaper() {
    McNemarTest test = new McNemarTest(1, 7, 1, 12);

    assertThat(test.difference()).isCloseTo(-6 / 21.0, within(1e-12));
    assertThat(test.interval()[0]).isCloseTo(-0.5083593066664394, within(1e-12));
    assertThat(test.interval()[1]).isCloseTo(-0.013379823768343235, within(1e-12));
  }

  @Test
  void imagesAreCountedByWhichModelIsRight() {
    BitSet a = BitSet.valueOf(new byte[] {0b0110_0111});
    BitSet b = BitSet.valueOf(new byte[] {0b0000_1101});

    assertThat(McNemarTest.of(a, b, 9)).isEqualTo(new McNemarTest(2, 3, 1, 3));
    assertThat(McNemarTest.of(a, b, 9).images()).isEqualTo(9);
  }
}
