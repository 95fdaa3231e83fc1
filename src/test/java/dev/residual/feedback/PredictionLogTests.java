package dev.residual.feedback;

import static java.util.Collections.nCopies;
import static org.assertj.core.api.Assertions.assertThat;

import dev.residual.SettableClock;
import dev.residual.image.ImageFormat;
import dev.residual.preprocessing.InputImage;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;

/** What is noted of predictions, and that it is bounded. */
class PredictionLogTests {

  private static final UUID MODEL = UUID.randomUUID();
  private static final InputImage IMAGE =
      new InputImage(ImageFormat.gray(10, 10), new byte[100], 1);

  private final SettableClock clock = new SettableClock();
  private final MeterRegistry meters = new SimpleMeterRegistry();

  private PredictionBuffer buffer(FeedbackSettings settings) {
    return new PredictionBuffer(settings, new FeedbackMetrics(meters));
  }

  private List<UUID> record(FeedbackSettings settings, PredictionBuffer buffer, int count) {
    return new PredictionLog(settings, buffer, clock)
        .record(MODEL, nCopies(count, new float[] {0.25f, 0.75f}), nCopies(count, IMAGE));
  }

  private static FeedbackSettings settings(double sample, KeptImages images, int imageBuffer) {
    return PredictionLogs.settings(true, sample, images, 64, DataSize.ofBytes(imageBuffer));
  }

  @Test
  void predictionHasAnIdALabelAndItsConfidence() {
    FeedbackSettings settings = settings(1, KeptImages.NONE, 0);
    PredictionBuffer buffer = buffer(settings);
    UUID id = record(settings, buffer, 1).get(0);

    assertThat(buffer.oldest(10, 0))
        .containsExactly(new Prediction(id, MODEL, null, 1, 0.75f, clock.instant(), null));
  }

  @Test
  void idsAreOrderedByTimeAndNotAlike() {
    FeedbackSettings settings = settings(1, KeptImages.NONE, 0);
    PredictionBuffer buffer = buffer(settings);
    List<UUID> first = record(settings, buffer, 30);
    clock.advance(Duration.ofMillis(1));
    List<UUID> second = record(settings, buffer, 30);

    assertThat(first).allMatch(id -> id.version() == 7 && id.variant() == 2);
    assertThat(first).allMatch(id -> second.stream().allMatch(later -> id.compareTo(later) < 0));
    assertThat(new HashSet<>(first)).hasSize(30);
    assertThat(TimeOrderedIds.time(first.get(0))).isEqualTo(Instant.parse("2026-01-01T00:00:00Z"));
  }

  @Test
  void fullBufferDropsPredictionsAndCountsThem() {
    FeedbackSettings settings = settings(1, KeptImages.NONE, 0);
    PredictionBuffer buffer = buffer(settings);
    List<UUID> ids = record(settings, buffer, 70);

    assertThat(ids.subList(0, 64)).doesNotContainNull();
    assertThat(ids.subList(64, 70)).containsOnlyNulls();
    assertThat(meters.counter("residual.feedback.dropped").count()).isEqualTo(6);
    assertThat(meters.get("residual.feedback.pending").gauge().value()).isEqualTo(64);
  }

  @Test
  void imagesThatFindNoRoomAreLeftOutAndCounted() {
    FeedbackSettings settings = settings(1, KeptImages.ALL, 250);
    PredictionBuffer buffer = buffer(settings);

    assertThat(record(settings, buffer, 5)).doesNotContainNull();
    assertThat(buffer.oldest(10, 1000)).filteredOn(each -> each.image() != null).hasSize(2);
    assertThat(meters.counter("residual.feedback.images.dropped").count()).isEqualTo(3);

    buffer.remove(buffer.oldest(10, 1000));
    record(settings, buffer, 1);
    assertThat(buffer.oldest(10, 1000)).allMatch(each -> each.image() != null);
  }

  @Test
  void batchIsBoundedInBytes() {
    FeedbackSettings settings = settings(1, KeptImages.ALL, 1000);
    PredictionBuffer buffer = buffer(settings);
    record(settings, buffer, 5);

    assertThat(buffer.oldest(10, 250)).hasSize(2);
    assertThat(buffer.oldest(10, 1)).as("no image is too large").hasSize(1);
  }

  @Test
  void sampleIsAShareOfThePredictions() {
    FeedbackSettings settings = settings(0.001, KeptImages.NONE, 0);

    assertThat(record(settings, buffer(settings), 1000))
        .filteredOn(Objects::nonNull)
        .hasSizeLessThan(30);
  }

  @Test
  void nothingIsRecordedByDefault() {
    assertThat(PredictionLogs.off().record(MODEL, nCopies(3, new float[2]), nCopies(3, IMAGE)))
        .hasSize(3)
        .containsOnlyNulls();
  }
}
