package dev.residual.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;

import dev.residual.SettableClock;
import dev.residual.model.ArtifactException;
import dev.residual.model.Manifest;
import dev.residual.model.RegisteredModel;
import dev.residual.model.SavedModel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Which models are in memory, and who waits for whom; the models are stand-ins. */
class ClassifiersTests {

  private static final Duration LONG = Duration.ofMinutes(1);
  private static final List<byte[]> PICTURES = List.of(new byte[784]);

  private final SettableClock clock = new SettableClock();
  private final CountDownLatch reached = new CountDownLatch(1);
  private final CountDownLatch goOn = new CountDownLatch(1);
  private final List<RegisteredModel> readings = new ArrayList<>();
  private final RegisteredModel one = model();
  private final RegisteredModel other = model();

  @Test
  void aModelIsReadOnce() {
    Classifiers classifiers = keeping(2, model -> classifier());

    classifiers.ask(one, PICTURES);
    classifiers.ask(other, PICTURES);
    classifiers.ask(one, PICTURES);

    assertThat(readings).containsExactly(one, other);
  }

  @Test
  void whileOneModelIsReadOthersAnswer() {
    Classifiers classifiers =
        keeping(
            2,
            model -> {
              if (model == one) {
                pause();
              }
              return classifier();
            });
    CompletableFuture<?> slow = inBackground(() -> classifiers.ask(one, PICTURES));
    await(reached);

    CompletableFuture<?> quick = inBackground(() -> classifiers.ask(other, PICTURES));
    assertThat(quick).succeedsWithin(Duration.ofSeconds(10));

    goOn.countDown();
    assertThat(slow).succeedsWithin(LONG);
  }

  @Test
  void aDamagedModelIsLookedAtAgainOnlyAfterAWhile() {
    Classifiers classifiers =
        keeping(
            2,
            model -> {
              throw mock(ArtifactException.class);
            });

    assertThatThrownBy(() -> classifiers.ask(one, PICTURES)).isInstanceOf(ArtifactException.class);
    assertThatThrownBy(() -> classifiers.ask(one, PICTURES)).isInstanceOf(ArtifactException.class);
    assertThat(readings).hasSize(1);

    clock.advance(Duration.ofSeconds(10));
    assertThatThrownBy(() -> classifiers.ask(one, PICTURES)).isInstanceOf(ArtifactException.class);
    assertThat(readings).hasSize(2);
  }

  @Test
  void theModelAskedForLongestAgoIsPutAwayForAnother() {
    Classifier first = classifier();
    Classifier second = classifier();
    Classifiers classifiers = keeping(2, model -> model == one ? first : second);
    classifiers.ask(one, PICTURES);
    classifiers.ask(other, PICTURES);
    classifiers.ask(one, PICTURES);

    classifiers.ask(model(), PICTURES);

    verify(second).close();
    verify(first, never()).close();
  }

  @Test
  void aModelThatIsAnsweringIsPutAwayAfterwards() {
    Classifier busy = classifier();
    given(busy.probabilities(any()))
        .willAnswer(
            call -> {
              pause();
              return List.of();
            });
    Classifiers classifiers = keeping(1, model -> model == one ? busy : classifier());
    CompletableFuture<?> answer = inBackground(() -> classifiers.ask(one, PICTURES));
    await(reached);

    classifiers.ask(other, PICTURES);
    classifiers.close();
    verify(busy, never()).close();

    goOn.countDown();
    assertThat(answer).succeedsWithin(LONG);
    verify(busy).close();
  }

  private Classifiers keeping(int capacity, Function<RegisteredModel, Classifier> reader) {
    return new Classifiers(
        model -> {
          synchronized (readings) {
            readings.add(model);
          }
          return reader.apply(model);
        },
        capacity,
        clock);
  }

  /** On a thread of its own: the common pool of a small machine has only one. */
  private static CompletableFuture<?> inBackground(Runnable work) {
    return CompletableFuture.runAsync(work, task -> new Thread(task).start());
  }

  private void pause() {
    reached.countDown();
    await(goOn);
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Classifier classifier() {
    Classifier classifier = mock(Classifier.class);
    given(classifier.labels()).willReturn(StandIn.LABELS);
    return classifier;
  }

  private static RegisteredModel model() {
    SavedModel saved = new SavedModel("key", mock(Manifest.class));
    return new RegisteredModel(UUID.randomUUID(), "resnet18", 0.9, saved);
  }
}
