package dev.residual.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyBoolean;
import static org.mockito.BDDMockito.willThrow;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** Batches that fail, threads that cannot be started, and the end of the service. */
class InferenceThreadTests extends Batching {

  @Test
  void failureReachesEveryRequestOfTheBatch() {
    blocking();
    willThrow(new IllegalStateException("no memory")).given(other).outputs(any(), anyBoolean());
    PendingRequest first = offered(request(other, 1, (byte) 1));
    PendingRequest second = offered(request(other, 1, (byte) 1));
    PendingRequest sound = offered(request(one, 1, (byte) 1));
    resume.countDown();

    assertThat(first.answer()).failsWithin(LONG);
    assertThat(second.answer()).failsWithin(LONG);
    assertThat(sound.answer()).succeedsWithin(LONG);
  }

  @Test
  void stopAnswersPendingRequestsAndAcceptsNoOthers() throws Exception {
    PendingRequest running = blocking();
    PendingRequest waiting = offered(request(one, 1, (byte) 1));
    resume.countDown();

    batcher.stop();

    assertThat(running.answer()).isCompleted();
    assertThat(waiting.answer()).isCompleted();
    assertThat(batcher.offer(request(one, 1, (byte) 1))).isFalse();
  }

  @Test
  void requestsAreComputedAgainOnceThreadsCanBeStarted() throws Exception {
    AtomicBoolean exhausted = new AtomicBoolean(true);
    DynamicBatcher two = batcher(() -> {}, exhausted);

    for (int i = 0; i < 3; i++) {
      PendingRequest refused = request(one, 1, (byte) 1);
      assertThatExceptionOfType(OutOfMemoryError.class).isThrownBy(() -> two.offer(refused));
    }
    assertThat(two.waiting()).isZero();

    exhausted.set(false);
    PendingRequest accepted = request(one, 1, (byte) 1);
    assertThat(two.offer(accepted)).isTrue();
    assertThat(accepted.answer()).succeedsWithin(LONG);
    two.stop();
  }

  @Test
  void runningThreadComputesRequestsForWhichNoneCanBeStarted() throws Exception {
    AtomicBoolean exhausted = new AtomicBoolean();
    DynamicBatcher two = batcher(() -> {}, exhausted);
    two.offer(request(blockingModel(), 1, (byte) 0));
    await(reached);

    exhausted.set(true);
    PendingRequest waiting = request(one, 1, (byte) 1);
    assertThat(two.offer(waiting)).isTrue();
    resume.countDown();

    assertThat(waiting.answer()).succeedsWithin(LONG);
    two.stop();
  }

  @Test
  void threadThatCannotBeSetUpFailsItsRequestAndIsTriedAgain() throws Exception {
    AtomicBoolean broken = new AtomicBoolean(true);
    DynamicBatcher two =
        batcher(
            () -> {
              if (broken.get()) {
                throw new UnsatisfiedLinkError("no library");
              }
            },
            new AtomicBoolean());

    for (int i = 0; i < 3; i++) {
      PendingRequest failed = request(one, 1, (byte) 1);
      two.offer(failed);
      assertThat(failed.answer()).failsWithin(LONG);
    }

    broken.set(false);
    PendingRequest sound = request(one, 1, (byte) 1);
    two.offer(sound);
    assertThat(sound.answer()).succeedsWithin(LONG);
    two.stop();
  }

  @Test
  void requestThatFindsNoMemoryForItsAnswerEndsWhenItIsWithdrawn() {
    CompletableFuture<List<ModelOutput>> noMemory =
        new CompletableFuture<>() {
          @Override
          public boolean complete(List<ModelOutput> outputs) {
            throw new OutOfMemoryError("Java heap space");
          }

          @Override
          public boolean completeExceptionally(Throwable failure) {
            throw new OutOfMemoryError("Java heap space");
          }
        };
    long deadline = System.nanoTime() + LONG.toNanos();
    PendingRequest unanswered =
        offered(
            new PendingRequest(
                other,
                CLIENT,
                List.of(StubModel.input(new byte[784])),
                false,
                0,
                deadline,
                noMemory));
    assertThat(offered(request(one, 1, (byte) 1)).answer()).succeedsWithin(LONG);

    batcher.withdraw(unanswered);

    assertThat(noMemory).isCancelled();
  }
}
