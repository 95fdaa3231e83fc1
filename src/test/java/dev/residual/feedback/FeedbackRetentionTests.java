package dev.residual.feedback;

import static org.assertj.core.api.Assertions.assertThat;

import dev.residual.model.ModelRegistry.ModelDeleted;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** Predictions and their images are deleted when they are old, too many, or without a model. */
abstract class FeedbackRetentionTests extends RecordedPredictions {

  @Autowired private PredictionImages images;

  @Test
  void oldPredictionsAreDeletedWithTheirImages() {
    predict(MODEL, 2).forEach(id -> tell(id, "cat"));
    clock.advance(Duration.ofDays(89));
    UUID younger = predict();
    writer.flushQuietly();
    cleaner.run();
    assertThat(count("prediction")).isEqualTo(3);

    clock.advance(Duration.ofDays(1).plusMillis(1));
    cleaner.run();
    assertThat(recorded()).extracting(RecordedPrediction::id).containsExactly(younger);
    assertThat(count("prediction_image")).isZero();
  }

  @Test
  void imagesWithoutTruthAreDeletedAfterADay() {
    List<UUID> ids = predict(MODEL, 3);
    tell(ids.get(1), "cat");
    clock.advance(Duration.ofDays(1));
    cleaner.run();
    assertThat(count("prediction_image")).isEqualTo(3);

    clock.advance(Duration.ofMillis(1));
    cleaner.run();
    assertThat(jdbc.sql("select prediction_id from prediction_image").query(UUID.class).list())
        .containsExactly(ids.get(1));
    assertThat(count("prediction")).isEqualTo(3);
  }

  @Test
  void oldestPredictionsMakeRoomForNewOnes() {
    for (int i = 0; i < 12; i++) {
      predict(MODEL, 100);
      clock.advance(Duration.ofMillis(1));
      writer.flushQuietly();
      assertThat(count("prediction")).isLessThanOrEqualTo(1000);
    }
    assertThat(recorded().get(0).createdAt())
        .isEqualTo(clock.instant().minus(Duration.ofMillis(10)));
  }

  @Test
  void imagesWithoutTruthMakeRoomFirst() {
    UUID first = predict();
    tell(first, "cat");
    for (int i = 0; i < 60; i++) {
      predict();
      clock.advance(Duration.ofMillis(1));
      writer.flushQuietly();
    }
    assertThat(images.bytes()).isBetween(1024L, 2048L + 110);
    assertThat(images.png(first)).isPresent();

    jdbc.sql("update prediction_image set labeled = true").update();
    for (int i = 0; i < 30; i++) {
      UUID id = predict();
      tell(id, "dog");
      clock.advance(Duration.ofMillis(1));
    }
    cleaner.run();
    assertThat(images.bytes()).isBetween(1024L, 2048L);
    assertThat(images.png(first)).isEmpty();
  }

  @Test
  void predictionsOfADeletedModelAreDeleted() {
    UUID other = UUID.randomUUID();
    addModel(other);
    predict(other, 3);
    UUID kept = predict();
    writer.flushQuietly();
    jdbc.sql("delete from model where id = :id").param("id", other).update();
    cleaner.delete(new ModelDeleted(other));
    assertThat(recorded()).extracting(RecordedPrediction::id).containsExactly(kept);
    assertThat(count("prediction")).isEqualTo(1);

    // These were answered before, but are written later.
    predict(other, 2);
    writer.flushQuietly();
    cleaner.run();
    assertThat(count("prediction")).isEqualTo(1);
    assertThat(count("prediction_image")).isEqualTo(1);
  }
}
