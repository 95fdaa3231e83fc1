package dev.residual.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDManager;
import dev.residual.web.Problem;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpHeaders;

class ServingThreadsTests {

  private static final Duration LONG = Duration.ofMinutes(1);
  private static final Duration SHORT = Duration.ofMillis(50);

  private final CountDownLatch finish = new CountDownLatch(1);
  private final CountDownLatch started = new CountDownLatch(1);
  private final List<Thread> clients = new ArrayList<>();
  private ServingThreads threads = with(1, LONG);

  @AfterEach
  void stop() throws InterruptedException {
    finish.countDown();
    threads.stop();
  }

  @Test
  void anAnswerIsComputedOnAServingThreadWithoutGradients() {
    assertThat(threads.call(() -> Thread.currentThread().getName())).isEqualTo("serving");
    assertThat(threads.call(ServingThreadsTests::keepsGradients)).isFalse();
  }

  @Test
  void whatWentWrongReachesTheCaller() {
    assertThatThrownBy(
            () ->
                threads.call(
                    () -> {
                      throw new IllegalStateException("weights are gone");
                    }))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("weights are gone");
  }

  @Test
  void whoFindsTheQueueFullIsToldToComeAgain() {
    CompletableFuture<?> running = inBackground(this::slowly);
    await(started);
    CompletableFuture<?> waiting = inBackground(() -> 2);
    awaitWaiting();

    assertThatThrownBy(() -> threads.call(() -> 3))
        .isInstanceOfSatisfying(
            Problem.class,
            problem -> {
              assertThat(problem.getStatusCode().value()).isEqualTo(503);
              assertThat(problem.getBody().getProperties()).containsEntry("code", "overloaded");
              assertThat(problem.getHeaders().getFirst(HttpHeaders.RETRY_AFTER)).isEqualTo("1");
            });

    finish.countDown();
    assertThat(CompletableFuture.allOf(running, waiting)).succeedsWithin(LONG);
  }

  @Test
  void whoWaitsTooLongIsToldToComeAgainAndMakesRoom() throws InterruptedException {
    threads.stop();
    threads = with(1, SHORT);

    assertThatThrownBy(() -> threads.call(this::slowly))
        .isInstanceOf(Problem.class)
        .hasMessageContaining("not ready");
    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(() -> threads.call(() -> 2)).hasMessageContaining("not ready");
    }
  }

  @Test
  void whoWaitsWhenTheServiceStopsIsAnswered() throws InterruptedException {
    CompletableFuture<?> running = inBackground(this::slowly);
    await(started);
    CompletableFuture<?> waiting = inBackground(() -> 2);
    awaitWaiting();

    threads.stop();

    assertThat(running).failsWithin(LONG);
    assertThat(waiting)
        .failsWithin(LONG)
        .withThrowableThat()
        .havingRootCause()
        .isInstanceOf(Problem.class);
  }

  /** On a thread of its own: the common pool of a small machine has only one. */
  private CompletableFuture<?> inBackground(Callable<Integer> computation) {
    return CompletableFuture.runAsync(
        () -> threads.call(computation),
        task -> {
          Thread client = new Thread(task);
          clients.add(client);
          client.start();
        });
  }

  /** Who waits for an answer has been given a place before. */
  private void awaitWaiting() {
    Awaitility.await()
        .until(
            () ->
                clients.stream()
                    .allMatch(client -> client.getState() == Thread.State.TIMED_WAITING));
  }

  private int slowly() throws InterruptedException {
    started.countDown();
    finish.await();
    return 1;
  }

  /** A product with a number that wants gradients wants them itself only where they are kept. */
  private static boolean keepsGradients() {
    try (NDManager manager = NDManager.newBaseManager()) {
      var number = manager.create(2f);
      number.setRequiresGradient(true);
      return number.mul(3).hasGradient();
    }
  }

  private static ServingThreads with(int queue, Duration deadline) {
    return new ServingThreads(new ServingSettings(1, queue, deadline, 1));
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
