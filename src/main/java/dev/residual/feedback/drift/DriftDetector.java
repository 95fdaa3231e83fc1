package dev.residual.feedback.drift;

import dev.residual.evaluation.WilsonInterval;
import dev.residual.feedback.PredictionHistory;
import dev.residual.feedback.drift.DriftReport.Confidence;
import dev.residual.feedback.drift.DriftReport.Day;
import dev.residual.feedback.drift.DriftReport.Period;
import dev.residual.feedback.drift.TestBaseline.Baseline;
import dev.residual.model.ModelRegistry;
import dev.residual.model.ModelStore;
import dev.residual.model.StoredModel;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Compares what a model predicted with what it predicted for its test set. */
@Component
public class DriftDetector {

  /** With fewer predictions, hardly any drift would be found. */
  static final int MIN_PREDICTIONS = 100;

  /** With fewer test images, they say too little of what is usual. */
  static final int MIN_TEST_IMAGES = 50;

  private static final double SIGNIFICANCE = 0.05;

  /** The labels and the confidences. */
  private static final int TESTS_OF_A_PERIOD = 2;

  private final ModelRegistry registry;
  private final PredictionHistory history;
  private final TestBaseline baselines;

  DriftDetector(ModelRegistry registry, PredictionHistory history, TestBaseline baselines) {
    this.registry = registry;
    this.history = history;
    this.baselines = baselines;
  }

  /**
   * Compares the predictions of some days.
   *
   * @param from the first day in UTC
   * @param to the last day
   * @throws dev.residual.model.ModelNotFoundException if no model has this id
   */
  public DriftReport report(UUID model, LocalDate from, LocalDate to) {
    StoredModel stored = registry.stored(model);
    ModelStore.requireClassifier(stored);
    List<String> labels = stored.manifest().description().labels();
    Baseline baseline = baselines.of(stored).orElse(null);
    PredictionCounts total = new PredictionCounts(labels.size());
    SortedMap<LocalDate, PredictionCounts> days = new TreeMap<>();
    history.read(
        model,
        from,
        to,
        prediction -> {
          total.add(prediction);
          days.computeIfAbsent(
                  LocalDate.ofInstant(prediction.createdAt(), ZoneOffset.UTC),
                  day -> new PredictionCounts(labels.size()))
              .add(prediction);
        });
    int tests =
        TESTS_OF_A_PERIOD
            * (int)
                Stream.concat(Stream.of(total), days.values().stream())
                    .filter(counts -> isTested(counts, baseline))
                    .count();
    double significance = SIGNIFICANCE / Math.max(1, tests);
    Period all = period(total, baseline, significance);
    List<Day> each =
        days.entrySet().stream()
            .map(day -> new Day(day.getKey(), period(day.getValue(), baseline, significance)))
            .toList();
    DriftReport.Test test = baseline == null ? null : DriftReport.Test.of(baseline);
    Boolean drift =
        tests == 0
            ? null
            : Boolean.valueOf(
                all.isDrift() || each.stream().anyMatch(day -> day.period().isDrift()));
    return new DriftReport(
        model,
        from,
        to,
        labels,
        drift,
        new Verdict(from, to, all, each, test).sentence(),
        MIN_PREDICTIONS,
        tests,
        significance,
        test,
        all,
        each);
  }

  private static boolean isTested(PredictionCounts counts, @Nullable Baseline baseline) {
    return baseline != null
        && baseline.images() >= MIN_TEST_IMAGES
        && counts.predictions() >= MIN_PREDICTIONS;
  }

  private static Period period(
      PredictionCounts counts, @Nullable Baseline baseline, double significance) {
    LabelDrift labels = null;
    ConfidenceDrift confidence = null;
    if (baseline != null && isTested(counts, baseline)) {
      labels = LabelDrift.of(counts.labels(), baseline.labels(), significance);
      confidence =
          baseline.confidences().length == 0
              ? null
              : ConfidenceDrift.of(
                  counts.sortedConfidences(), baseline.confidences(), significance);
    }
    return new Period(
        counts.predictions(),
        DriftReport.list(counts.labels()),
        counts.predictions() == 0
            ? null
            : new Confidence(counts.meanConfidence(), DriftReport.list(counts.bins())),
        labels == null,
        labels,
        confidence,
        counts.feedback(),
        counts.feedback() == 0 ? null : WilsonInterval.of(counts.hits(), counts.feedback()));
  }
}
