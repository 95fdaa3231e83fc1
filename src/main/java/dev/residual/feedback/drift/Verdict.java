package dev.residual.feedback.drift;

import dev.residual.evaluation.WilsonInterval;
import dev.residual.feedback.drift.DriftReport.Day;
import dev.residual.feedback.drift.DriftReport.Period;
import dev.residual.feedback.drift.DriftReport.Test;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Says in one sentence what a comparison has found. */
record Verdict(LocalDate from, LocalDate to, Period total, List<Day> days, @Nullable Test test) {

  String sentence() {
    if (total.predictions() == 0) {
      return String.format(Locale.ROOT, "No prediction was recorded from %s to %s.", from, to);
    }
    return drift() + accuracy() + ".";
  }

  private String drift() {
    if (test == null) {
      return String.format(
          Locale.ROOT,
          "The model was not tested here, so that its %,d predictions cannot be compared",
          total.predictions());
    }
    if (total.tooFewToTell()) {
      String few =
          total.predictions() < DriftDetector.MIN_PREDICTIONS
              ? counted(total.predictions(), "prediction")
              : counted(test.images(), "test image");
      return few + " too few to tell whether anything drifted";
    }
    List<Day> drifted = days.stream().filter(day -> day.period().isDrift()).toList();
    boolean labels = anyMatch(Period::isLabelDrift);
    boolean confidence = anyMatch(Period::isConfidenceDrift);
    if (!labels && !confidence) {
      return String.format(
          Locale.ROOT,
          "Labels and confidence of %,d predictions are like those of the %,d test images",
          total.predictions(),
          test.images());
    }
    return String.format(
        Locale.ROOT,
        "%s of the predictions %s from the test set %s",
        labels && confidence ? "Labels and confidence" : labels ? "Labels" : "Confidence",
        confidence && !labels ? "differs" : "differ",
        drifted.isEmpty()
            ? "in the whole time, but not on a single day"
            : String.format(
                Locale.ROOT,
                "on %d of %d days, last on %s",
                drifted.size(),
                days.size(),
                drifted.get(drifted.size() - 1).day()));
  }

  private static String counted(long count, String noun) {
    return String.format(Locale.ROOT, count == 1 ? "%,d %s is" : "%,d %ss are", count, noun);
  }

  private boolean anyMatch(Predicate<Period> condition) {
    return condition.test(total) || days.stream().anyMatch(day -> condition.test(day.period()));
  }

  private String accuracy() {
    WilsonInterval live = total.accuracy();
    if (live == null) {
      return "";
    }
    String right =
        String.format(
            Locale.ROOT,
            "; of %,d whose truth was told, %.1f %% are right (%.1f to %.1f %%)",
            total.feedback(),
            100 * live.value(),
            100 * live.low(),
            100 * live.high());
    if (test == null) {
      return right;
    }
    // Intervals that do not overlap differ for certain.
    String compared =
        live.high() < test.accuracy().low()
            ? "fewer than the %.1f %% of the test set"
            : live.low() > test.accuracy().high()
                ? "more than the %.1f %% of the test set"
                : "which agrees with the %.1f %% of the test set";
    return right + ", " + String.format(Locale.ROOT, compared, 100 * test.accuracy().value());
  }
}
