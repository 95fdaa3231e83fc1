package dev.residual.feedback.drift;

import dev.residual.evaluation.WilsonInterval;
import dev.residual.feedback.drift.TestBaseline.Baseline;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a model predicted in a time, compared with its test set.
 *
 * @param labels the labels by their indices, which is the order of all counts by label
 * @param drift whether the labels or the confidences drifted, on a day or in the whole time; null
 *     if there is too little to tell
 * @param verdict the result in one sentence
 * @param minPredictions with fewer predictions, a day is not tested
 * @param tests how many tests were made
 * @param significance the bound of each p-value: 0.05 divided by the number of tests (Bonferroni),
 *     so that chance alone hardly finds any drift
 * @param test null if the model was not tested here
 * @param days the days with predictions, in UTC
 */
@Schema(description = "What a model predicted, compared with what it predicted for its test set")
public record DriftReport(
    UUID model,
    @Schema(description = "The first day, in UTC", example = "2026-01-01") LocalDate from,
    @Schema(description = "The last day", example = "2026-01-07") LocalDate to,
    @Schema(description = "By index, which is the order of all counts by label")
        List<String> labels,
    @Schema(description = "null if there is too little to tell", example = "false")
        @Nullable Boolean drift,
    @Schema(description = "The result in one sentence") String verdict,
    @Schema(description = "Days with fewer predictions are not tested", example = "100")
        int minPredictions,
    @Schema(description = "How many tests were made", example = "16") int tests,
    @Schema(description = "The bound of each p-value: 0.05 / tests", example = "0.003125")
        double significance,
    @Schema(description = "null if the model was not tested here") @Nullable Test test,
    @Schema(description = "The whole time") Period total,
    @Schema(description = "The days with predictions") List<Day> days) {

  /**
   * The predictions for the test set.
   *
   * @param labels predictions by label
   * @param confidence null if an earlier version of the service evaluated the model
   */
  @Schema(name = "DriftTestSet", description = "What the model predicted for its test set")
  record Test(
      @Schema(description = "The data set and its version", example = "fashion-mnist")
          String dataset,
      @Schema(example = "10000") int images,
      @Schema(description = "Predictions by label") List<Long> labels,
      @Nullable Confidence confidence,
      WilsonInterval accuracy) {

    static Test of(Baseline baseline) {
      Double mean = baseline.meanConfidence();
      return new Test(
          baseline.dataset(),
          baseline.images(),
          list(baseline.labels()),
          mean == null ? null : new Confidence(mean, list(baseline.bins())),
          baseline.accuracy());
    }
  }

  /**
   * How confidences are distributed.
   *
   * @param bins predictions whose confidence is from 0 to 0.1, from 0.1 to 0.2, ...
   */
  @Schema(name = "ConfidenceDistribution")
  record Confidence(
      @Schema(description = "Mean, 0 to 1", example = "0.93") double mean,
      @Schema(description = "Predictions by confidence: below 0.1, below 0.2, ... up to 1")
          List<Long> bins) {}

  /**
   * Predictions of a day, or of the whole time.
   *
   * @param labels predictions by label
   * @param confidence null without predictions
   * @param tooFewToTell whether there are too few predictions, or test images, for a test
   * @param labelDrift null if it was not tested
   * @param confidenceDrift null if it was not tested
   * @param feedback predictions whose truth was told
   * @param accuracy the share of them that was right; null without any
   */
  @Schema(name = "DriftPeriod")
  record Period(
      @Schema(example = "12345") long predictions,
      @Schema(description = "Predictions by label") List<Long> labels,
      @Schema(description = "null without predictions") @Nullable Confidence confidence,
      @Schema(description = "Whether it is too little for a test", example = "false")
          boolean tooFewToTell,
      @Schema(description = "null if it was not tested") @Nullable LabelDrift labelDrift,
      @Schema(description = "null if it was not tested") @Nullable ConfidenceDrift confidenceDrift,
      @Schema(description = "Predictions whose truth was told", example = "512") int feedback,
      @Schema(description = "The share of them that was right; null without any")
          @Nullable WilsonInterval accuracy) {

    boolean isDrift() {
      return isLabelDrift() || isConfidenceDrift();
    }

    boolean isLabelDrift() {
      return labelDrift != null && labelDrift.drift();
    }

    boolean isConfidenceDrift() {
      return confidenceDrift != null && confidenceDrift.drift();
    }
  }

  /** A day with predictions. */
  @Schema(name = "DriftDay")
  record Day(@Schema(example = "2026-01-01") LocalDate day, Period period) {}

  static List<Long> list(long[] counts) {
    return Arrays.stream(counts).boxed().toList();
  }
}
