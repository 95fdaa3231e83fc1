package dev.residual.evaluation.web;

import dev.residual.evaluation.McNemarTest;
import dev.residual.evaluation.WilsonInterval;
import dev.residual.web.Uuids;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Which of two models is better, as far as the test set that both were tested on tells.
 *
 * @param difference by how much the accuracy of b is higher
 * @param pValue mid-p-value of McNemar's test
 * @param better the better model; null if the test does not tell
 * @param verdict the result in one sentence
 */
@Schema(description = "Which of two models is better")
record ModelComparison(
    Side a,
    Side b,
    @Schema(description = "How many test images there are", example = "10000") int images,
    @Schema(description = "Images that both classify correctly", example = "8890") int bothRight,
    @Schema(description = "Images that only a classifies correctly", example = "230") int onlyA,
    @Schema(description = "Images that only b classifies correctly", example = "340") int onlyB,
    @Schema(description = "Images that neither classifies correctly", example = "540")
        int bothWrong,
    Difference difference,
    @Schema(
            description =
                "How likely at least such a difference is if both are equally good: mid-p-value of"
                    + " McNemar's test, two-sided, 0 to 1",
            example = "0.0000044")
        double pValue,
    @Schema(
            description =
                "The better model if the p-value is below 0.05; null if the test does not tell",
            allowableValues = {"a", "b"})
        @Nullable String better,
    @Schema(
            description = "The result in one sentence",
            example =
                "best is better than first: it is right on 92.3 % of the 10,000 test images instead"
                    + " of 91.2 %, and chance alone hardly explains that (p < 0.001).")
        String verdict) {

  /** The share of comparisons of equally good models in which one is called better. */
  private static final double LEVEL = 0.05;

  /** So many characters of an id are enough for people. */
  private static final int SHORT = 8;

  /**
   * One of the models.
   *
   * @param name the id or alias by which it was asked for
   */
  @Schema(name = "ComparedModel")
  record Side(
      UUID id,
      @Schema(description = "The id or alias by which it was asked for") String name,
      @Schema(description = "The data set that it was tested on") String dataset,
      WilsonInterval accuracy) {

    Side(UUID id, String name, Evaluations.Summary report) {
      this(id, name, report.dataset(), report.accuracy());
    }

    /** Returns the alias, or the beginning of the id, by which people tell models apart. */
    private String spoken() {
      return Uuids.parse(name).isPresent() ? "model " + name.substring(0, SHORT) : name;
    }
  }

  /** By how much the accuracy of b is higher than that of a. */
  @Schema(
      name = "AccuracyDifference",
      description = "By how much the accuracy of b is higher than that of a, -1 to 1")
  record Difference(
      @Schema(example = "0.011") double value,
      @Schema(description = "Lower end of the 95 % interval", example = "0.0063") double low,
      @Schema(description = "Upper end of the 95 % interval", example = "0.0157") double high) {}

  static ModelComparison of(Side a, Side b, McNemarTest test) {
    double pValue = test.midP();
    double[] interval = test.interval();
    String better = pValue >= LEVEL ? null : test.difference() > 0 ? "b" : "a";
    return new ModelComparison(
        a,
        b,
        test.images(),
        test.bothRight(),
        test.onlyA(),
        test.onlyB(),
        test.bothWrong(),
        new Difference(test.difference(), interval[0], interval[1]),
        pValue,
        better,
        better == null
            ? undecided(a, b, test, pValue)
            : better.equals("a") ? decided(a, b, test, pValue) : decided(b, a, test, pValue));
  }

  private static String decided(Side better, Side worse, McNemarTest test, double pValue) {
    return sentence(
        "%s is better than %s: it is right on %s of the %,d test images instead of %s, and chance"
            + " alone hardly explains that (%s).",
        better.spoken(), worse.spoken(), percent(better), test.images(), percent(worse), p(pValue));
  }

  private static String undecided(Side a, Side b, McNemarTest test, double pValue) {
    if (a.id.equals(b.id)) {
      return sentence(
          "%s and %s are the same model, which is right on %s of the %,d test images.",
          a.spoken(), b.spoken(), percent(a), test.images());
    }
    return sentence(
        "The %,d test images do not tell which model is better: %s is right on %s of them and %s on"
            + " %s, which may be chance (%s).",
        test.images(), a.spoken(), percent(a), b.spoken(), percent(b), p(pValue));
  }

  private static String sentence(String format, Object... values) {
    String text = String.format(Locale.ROOT, format, values);
    // An alias keeps its letters.
    return text.startsWith("model ") ? "M" + text.substring(1) : text;
  }

  private static String percent(Side side) {
    return String.format(Locale.ROOT, "%.1f %%", 100 * side.accuracy.value());
  }

  private static String p(double pValue) {
    return pValue < 0.001 ? "p < 0.001" : String.format(Locale.ROOT, "p = %.3f", pValue);
  }
}
