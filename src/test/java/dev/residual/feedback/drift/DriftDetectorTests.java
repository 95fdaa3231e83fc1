package dev.residual.feedback.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.mock;

import dev.residual.evaluation.WilsonInterval;
import dev.residual.feedback.PredictionHistory;
import dev.residual.feedback.RecordedPrediction;
import dev.residual.feedback.drift.TestBaseline.Baseline;
import dev.residual.model.Manifest;
import dev.residual.model.ModelDescription;
import dev.residual.model.ModelRegistry;
import dev.residual.model.StoredModel;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a report says of recorded predictions. */
class DriftDetectorTests {

  private static final UUID MODEL = UUID.randomUUID();
  private static final LocalDate DAY = LocalDate.parse("2026-03-01");

  private final ModelRegistry registry = mock(ModelRegistry.class);
  private final PredictionHistory history = mock(PredictionHistory.class);
  private final TestBaseline baselines = mock(TestBaseline.class);
  private final DriftDetector detector = new DriftDetector(registry, history, baselines);
  private final List<RecordedPrediction> recorded = new ArrayList<>();

  @BeforeEach
  void modelOfTwoLabels() {
    Manifest manifest = mock(Manifest.class);
    ModelDescription description = mock(ModelDescription.class);
    given(manifest.description()).willReturn(description);
    given(description.labels()).willReturn(List.of("cat", "dog"));
    given(registry.stored(MODEL)).willReturn(new StoredModel("key", manifest));
    doAnswer(
            call -> {
              recorded.forEach(call.<Consumer<RecordedPrediction>>getArgument(3));
              return null;
            })
        .when(history)
        .read(any(), any(), any(), any());
    testedOn(1000);
  }

  private void testedOn(int images) {
    float[] confidences = new float[images];
    for (int i = 0; i < images; i++) {
      confidences[i] = confidence(i, images);
    }
    Arrays.sort(confidences);
    given(baselines.of(any()))
        .willReturn(
            Optional.of(
                new Baseline(
                    "pets@3",
                    images,
                    WilsonInterval.of(images * 9 / 10, images),
                    new long[] {images / 2, images / 2},
                    confidences)));
  }

  private static float confidence(int i, int of) {
    return 0.5f + 0.5f * (i + 0.5f) / of;
  }

  /** Records predictions whose confidences are like those of the test set. */
  private void predicted(LocalDate day, int cats, int dogs) {
    Instant time = day.atTime(12, 0).toInstant(ZoneOffset.UTC);
    for (int i = 0; i < cats + dogs; i++) {
      recorded.add(
          new RecordedPrediction(
              UUID.randomUUID(), i < cats ? 0 : 1, confidence(i, cats + dogs), null, time));
    }
  }

  /** Records predictions of cats of whose truth this many are cats, and the others dogs. */
  private void told(int right, int wrong) {
    Instant time = DAY.atStartOfDay().toInstant(ZoneOffset.UTC);
    for (int i = 0; i < right + wrong; i++) {
      recorded.add(
          new RecordedPrediction(
              UUID.randomUUID(),
              i % 2,
              confidence(i, right + wrong),
              (i < right ? i : i + 1) % 2,
              time));
    }
  }

  private DriftReport report() {
    return detector.report(MODEL, DAY, DAY.plusDays(6));
  }

  @Test
  void predictionsLikeTheTestSetAreNoDrift() {
    predicted(DAY, 99, 101);
    predicted(DAY.plusDays(1), 50, 49);

    DriftReport report = report();
    assertThat(report.drift()).isFalse();
    assertThat(report.verdict())
        .isEqualTo(
            "Labels and confidence of 299 predictions are like those of the 1,000 test images.");
    assertThat(report.total().labels()).containsExactly(149L, 150L);
    assertThat(report.total().confidence().bins())
        .startsWith(0L, 0L, 0L, 0L, 0L)
        .satisfies(bins -> assertThat(bins.stream().mapToLong(each -> each).sum()).isEqualTo(299));
    assertThat(report.days())
        .extracting(DriftReport.Day::day)
        .containsExactly(DAY, DAY.plusDays(1));
    assertThat(report.test().labels()).containsExactly(500L, 500L);
    assertThat(report.test().confidence().mean()).isCloseTo(0.75, within(1e-3));
  }

  @Test
  void dayWithFewPredictionsIsNotTested() {
    predicted(DAY, 50, 50);
    predicted(DAY.plusDays(1), 99, 0);

    DriftReport report = report();
    assertThat(report.days().get(0).period().tooFewToTell()).isFalse();
    assertThat(report.days().get(1).period().tooFewToTell()).isTrue();
    assertThat(report.days().get(1).period().labelDrift()).isNull();
    assertThat(report.tests()).isEqualTo(4);
    assertThat(report.significance()).isEqualTo(0.0125);
  }

  @Test
  void fewPredictionsTellNothing() {
    predicted(DAY, 99, 0);

    assertThat(report().drift()).isNull();
    assertThat(report().verdict())
        .isEqualTo("99 predictions are too few to tell whether anything drifted.");
  }

  @Test
  void onePredictionIsOne() {
    predicted(DAY, 1, 0);

    assertThat(report().verdict())
        .isEqualTo("1 prediction is too few to tell whether anything drifted.");
  }

  @Test
  void fewTestImagesTellNothing() {
    testedOn(40);
    predicted(DAY, 1000, 0);

    assertThat(report().drift()).isNull();
    assertThat(report().verdict()).contains("40 test images are too few");
  }

  @Test
  void otherLabelsOfADayAreDrift() {
    predicted(DAY, 1000, 1000);
    predicted(DAY.plusDays(2), 90, 10);

    DriftReport report = report();
    assertThat(report.drift()).isTrue();
    assertThat(report.verdict())
        .isEqualTo(
            "Labels of the predictions differ from the test set on 1 of 2 days, last on 2026-03-03.");
    assertThat(report.days().get(1).period().labelDrift().drift()).isTrue();
    assertThat(report.days().get(1).period().confidenceDrift().drift()).isFalse();
    assertThat(report.total().labelDrift().drift()).isFalse();
  }

  @Test
  void lowerConfidenceIsDrift() {
    Instant time = DAY.atStartOfDay().toInstant(ZoneOffset.UTC);
    for (int i = 0; i < 200; i++) {
      recorded.add(new RecordedPrediction(UUID.randomUUID(), i % 2, 0.6f, null, time));
    }

    assertThat(report().verdict())
        .isEqualTo(
            "Confidence of the predictions differs from the test set on 1 of 1 days, last on 2026-03-01.");
  }

  @Test
  void accuracyIsThatOfThePredictionsWhoseTruthWasTold() {
    predicted(DAY, 10, 10);
    told(88, 12);

    DriftReport report = report();
    assertThat(report.total().feedback()).isEqualTo(100);
    // statsmodels' proportion_confint(88, 100, method="wilson")
    assertThat(report.total().accuracy().value()).isEqualTo(0.88);
    assertThat(report.total().accuracy().low()).isCloseTo(0.80194, within(1e-4));
    assertThat(report.total().accuracy().high()).isCloseTo(0.92997, within(1e-4));
    assertThat(report.verdict())
        .endsWith(
            "; of 100 whose truth was told, 88.0 % are right (80.2 to 93.0 %), which agrees with the"
                + " 90.0 % of the test set.");

    told(0, 100);
    assertThat(report().verdict()).endsWith("fewer than the 90.0 % of the test set.");
  }

  @Test
  void modelThatWasNotTestedHasAnAccuracyAllTheSame() {
    given(baselines.of(any())).willReturn(Optional.empty());
    told(150, 50);

    assertThat(report().drift()).isNull();
    assertThat(report().test()).isNull();
    assertThat(report().verdict())
        .startsWith(
            "The model was not tested here, so that its 200 predictions cannot be compared; of 200")
        .contains("75.0 % are right");
  }

  @Test
  void nothingWasRecorded() {
    assertThat(report().drift()).isNull();
    assertThat(report().total().confidence()).isNull();
    assertThat(report().verdict())
        .isEqualTo("No prediction was recorded from 2026-03-01 to 2026-03-07.");
  }

  /** Hundreds of thousands of predictions need no more memory than some. */
  @Test
  void busyDayIsSampled() {
    PredictionCounts counts = new PredictionCounts(2);
    for (int i = 0; i < 100_000; i++) {
      counts.add(new RecordedPrediction(MODEL, 0, confidence(i, 100_000), null, Instant.EPOCH));
    }
    float[] kept = counts.sortedConfidences();

    assertThat(counts.predictions()).isEqualTo(100_000);
    assertThat(kept).hasSize(PredictionCounts.MAX_CONFIDENCES);
    assertThat(kept[5_000]).isCloseTo(0.75f, within(0.01f));
  }
}
