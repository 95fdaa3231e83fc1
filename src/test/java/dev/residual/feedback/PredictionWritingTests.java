package dev.residual.feedback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.BDDMockito.willCallRealMethod;
import static org.mockito.BDDMockito.willThrow;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.dao.DataAccessResourceFailureException;

/** Predictions come to the database together, once and also after a trouble, and are read again. */
abstract class PredictionWritingTests extends RecordedPredictions {

  @Autowired private MeterRegistry meters;

  @Test
  void predictionsAreWrittenTogether() {
    UUID id = predict(MODEL, 700).get(0);
    assertThat(recorded()).isEmpty();
    writer.flushQuietly();

    assertThat(recorded()).hasSize(700);
    assertThat(recorded().get(0).createdAt()).isEqualTo(clock.instant());
    assertThat(recorded()).contains(new RecordedPrediction(id, 1, 0.75f, null, clock.instant()));
    assertThat(buffer.size()).isZero();
  }

  @Test
  void predictionsWaitWhileTheDatabaseIsAway() {
    UUID id = predict();
    willThrow(new DataAccessResourceFailureException("away")).given(predictions).insert(any());
    assertThatThrownBy(() -> tell(id, "cat"))
        .isInstanceOf(DataAccessResourceFailureException.class);
    assertThat(buffer.size()).isEqualTo(1);

    willCallRealMethod().given(predictions).insert(any());
    assertThat(tell(id, "cat")).isEmpty();
  }

  /** The answer to the commit was lost, so the rows are there already. */
  @Test
  void predictionsThatWereWrittenAreNotWrittenAgain() {
    List<UUID> ids = predict(MODEL, 3);
    List<Prediction> batch = buffer.oldest(2, 1000);
    willThrow(new DataAccessResourceFailureException("away")).given(predictions).insert(any());
    writer.flushQuietly();
    willCallRealMethod().given(predictions).insert(any());
    predictions.insert(batch);

    writer.flushQuietly();
    assertThat(recorded())
        .extracting(RecordedPrediction::id)
        .containsExactlyInAnyOrderElementsOf(ids);
    assertThat(meters.counter("residual.feedback.dropped").count()).isZero();
  }

  @Test
  void stoppingServiceWritesWhatWaits() {
    predict();
    writer.stop();
    assertThat(recorded()).hasSize(1);
    assertThat(writer.isRunning()).isFalse();
    writer.start();
  }

  @Test
  void historyHasTheDaysThatAreAskedFor() {
    for (int day = 0; day < 4; day++) {
      predict();
      clock.advance(Duration.ofDays(1));
    }
    writer.flushQuietly();
    LocalDate first = recorded().get(0).createdAt().atOffset(ZoneOffset.UTC).toLocalDate();
    List<RecordedPrediction> some = new ArrayList<>();
    history.read(MODEL, first.plusDays(1), first.plusDays(2), some::add);

    assertThat(some)
        .extracting(each -> each.createdAt().atOffset(ZoneOffset.UTC).toLocalDate())
        .containsExactly(first.plusDays(1), first.plusDays(2));
  }
}
