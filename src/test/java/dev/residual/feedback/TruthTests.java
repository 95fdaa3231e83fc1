package dev.residual.feedback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.residual.access.Caller;
import dev.residual.access.Role;
import dev.residual.feedback.Feedback.Refusal;
import dev.residual.feedback.Feedback.Truth;
import dev.residual.web.Problem;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.security.core.context.SecurityContextHolder;

/** Clients tell the truth of predictions; what cannot be true or is not theirs is refused. */
abstract class TruthTests extends RecordedPredictions {

  @AfterEach
  void nobodyAsks() {
    SecurityContextHolder.clearContext();
  }

  @Test
  void truthThatComesBeforeThePredictionIsWrittenIsStored() {
    UUID id = predict();

    assertThat(tell(id, "cat")).isEmpty();
    assertThat(recorded())
        .containsExactly(new RecordedPrediction(id, 1, 0.75f, 0, clock.instant()));
  }

  @Test
  void whatIsToldLastIsKept() {
    UUID id = predict();
    tell(id, "cat");
    tell(id, "dog");
    assertThat(recorded()).extracting(RecordedPrediction::truth).containsExactly(1);

    feedback.tell(List.of(new Truth(id, "dog"), new Truth(id, "cat")));
    assertThat(recorded()).extracting(RecordedPrediction::truth).containsExactly(0);
  }

  @Test
  void unknownPredictionIsNotFound() {
    UUID old = new TimeOrderedIds().next(clock.instant().minus(Duration.ofDays(1)));
    assertRefused(tell(old, "cat"), 404, "no-such-prediction");
    assertRefused(tell(UUID.randomUUID(), "cat"), 404, "no-such-prediction");
    assertThatThrownBy(() -> feedback.delete(old))
        .isInstanceOfSatisfying(
            Problem.class, problem -> assertThat(problem.code()).isEqualTo("no-such-prediction"));
  }

  /** Another node may still have it in its buffer. */
  @Test
  void unknownPredictionThatIsNewIsAskedForAgainInACluster() {
    UUID id = new TimeOrderedIds().next(clock.instant());
    if (isShared()) {
      assertRefused(tell(id, "cat"), 503, "prediction-not-recorded-yet");
    } else {
      assertRefused(tell(id, "cat"), 404, "no-such-prediction");
    }
  }

  boolean isShared() {
    return false;
  }

  @Test
  void labelThatTheModelDoesNotHaveIsRefused() {
    List<Refusal> refused = tell(predict(), "bird");

    assertRefused(refused, 422, "unknown-label");
    assertThat(refused.get(0).problem().getBody().getDetail())
        .isEqualTo(
            "label must be a label of model %s, was \"bird\". Its labels are cat, dog."
                .formatted(MODEL));
  }

  @Test
  void ofSeveralTruthsOnlyWrongOnesAreRefused() {
    List<UUID> ids = predict(MODEL, 2);
    List<Refusal> refused =
        feedback.tell(
            List.of(
                new Truth(ids.get(0), "cat"),
                new Truth(UUID.randomUUID(), "cat"),
                new Truth(ids.get(1), "dog")));

    assertThat(refused).extracting(Refusal::index).containsExactly(1);
    assertThat(recorded()).extracting(RecordedPrediction::truth).containsExactlyInAnyOrder(0, 1);
  }

  @Test
  void predictorTellsTheTruthOfItsOwnPredictionsOnly() {
    UUID key = UUID.randomUUID();
    asks(key, Role.PREDICTOR);
    UUID id = predict();
    assertThat(tell(id, "cat")).isEmpty();

    asks(UUID.randomUUID(), Role.PREDICTOR);
    assertRefused(tell(id, "dog"), 403, "not-owner");
    assertThatThrownBy(() -> feedback.delete(id)).isInstanceOf(Problem.class);
    asks(UUID.randomUUID(), Role.TRAINER);
    assertThat(tell(id, "dog")).isEmpty();
    assertThatThrownBy(() -> feedback.delete(id)).isInstanceOf(Problem.class);
    asks(key, Role.PREDICTOR);
    feedback.delete(id);
    assertThat(recorded()).isEmpty();
  }

  private void asks(UUID key, Role role) {
    SecurityContextHolder.getContext().setAuthentication(new Caller(key, role).authentication());
  }

  private static void assertRefused(List<Refusal> refused, int status, String code) {
    assertThat(refused).hasSize(1);
    assertThat(refused.get(0).problem().getStatusCode().value()).isEqualTo(status);
    assertThat(refused.get(0).problem().code()).isEqualTo(code);
  }
}
