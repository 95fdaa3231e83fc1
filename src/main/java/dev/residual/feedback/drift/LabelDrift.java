package dev.residual.feedback.drift;

import io.swagger.v3.oas.annotations.media.Schema;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * How much the labels of some predictions differ from those of the test set.
 *
 * @param psi the population stability index: how large the difference is
 * @param statistic of the chi-square test of homogeneity: how sure it is. Rare labels are taken
 *     together until at least 5 of each kind are expected
 * @param degreesOfFreedom kinds of labels less one
 * @param pValue how likely such a difference is by chance, 0 to 1; 1 if all have one label
 * @param drift whether there is a difference of importance
 */
@Schema(name = "LabelDrift", description = "How the predicted labels differ from the test set's")
record LabelDrift(
    @Schema(
            description = "Population stability index; below 0.1 counts as stable",
            example = "0.03")
        double psi,
    @Schema(description = "Chi-square statistic", example = "11.2") double statistic,
    @Schema(example = "9") int degreesOfFreedom,
    @Schema(description = "0 to 1", example = "0.26") double pValue,
    @Schema(description = "Whether psi is at least 0.1 and pValue below significance")
        boolean drift) {

  /** The usual bound (Siddiqi, 2006, "Credit Risk Scorecards"): below it nothing has changed. */
  static final double MIN_PSI = 0.1;

  private static final double MIN_EXPECTED = 5;

  /** Counts of a label, or of several rare ones. */
  private record Kind(long live, long test) {

    Kind plus(Kind other) {
      return new Kind(live + other.live, test + other.test);
    }

    double expected(double share) {
      return (live + test) * share;
    }
  }

  /**
   * Compares counts.
   *
   * @param live predictions by label, some above 0
   * @param test predictions for the test set by label, some above 0
   * @param significance the bound of the p-value
   */
  static LabelDrift of(long[] live, long[] test, double significance) {
    long allLive = IntStream.range(0, live.length).mapToLong(i -> live[i]).sum();
    long allTest = IntStream.range(0, test.length).mapToLong(i -> test[i]).sum();
    double psi = psi(live, test, allLive, allTest);
    double liveShare = (double) allLive / (allLive + allTest);
    List<Kind> kinds = kinds(live, test, Math.min(liveShare, 1 - liveShare));
    double statistic = 0;
    for (Kind kind : kinds) {
      double expectedLive = kind.expected(liveShare);
      double expectedTest = kind.expected(1 - liveShare);
      statistic +=
          square(kind.live - expectedLive) / expectedLive
              + square(kind.test - expectedTest) / expectedTest;
    }
    int degrees = Math.max(0, kinds.size() - 1);
    double p = degrees == 0 ? 1 : IncompleteGamma.upper(degrees / 2.0, statistic / 2);
    return new LabelDrift(psi, statistic, degrees, p, psi >= MIN_PSI && p < significance);
  }

  private static double square(double value) {
    return value * value;
  }

  /** Adds half a prediction to each count, because the index of an absent label is infinite. */
  private static double psi(long[] live, long[] test, long allLive, long allTest) {
    double psi = 0;
    for (int i = 0; i < live.length; i++) {
      double p = (live[i] + 0.5) / (allLive + 0.5 * live.length);
      double q = (test[i] + 0.5) / (allTest + 0.5 * test.length);
      psi += (p - q) * Math.log(p / q);
    }
    return psi;
  }

  /** Takes the rarest labels together, until enough of each kind are expected on both sides. */
  private static List<Kind> kinds(long[] live, long[] test, double smallerShare) {
    List<Kind> kinds = new ArrayList<>();
    Kind rare = new Kind(0, 0);
    List<Kind> sorted =
        IntStream.range(0, live.length)
            .mapToObj(i -> new Kind(live[i], test[i]))
            .filter(kind -> kind.live + kind.test > 0)
            .sorted(Comparator.comparingLong(kind -> kind.live + kind.test))
            .toList();
    for (Kind kind : sorted) {
      boolean pending = rare.live + rare.test > 0;
      if (kind.expected(smallerShare) < MIN_EXPECTED
          || (pending && rare.expected(smallerShare) < MIN_EXPECTED)) {
        rare = rare.plus(kind);
      } else {
        kinds.add(kind);
      }
    }
    if (rare.live + rare.test > 0) {
      kinds.add(rare);
    }
    return kinds;
  }
}
