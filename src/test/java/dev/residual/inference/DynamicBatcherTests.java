package dev.residual.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyBoolean;
import static org.mockito.BDDMockito.given;
import static org.mockito.BDDMockito.willAnswer;
import static org.mockito.BDDMockito.willThrow;

import dev.residual.preprocessing.InputImage;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Tests which requests form a batch; the models are stubs. */
class DynamicBatcherTests {

  private static final Duration LONG = Duration.ofMinutes(1);
  private static final String CLIENT = "one client";

  private final List<Integer> batches = new CopyOnWriteArrayList<>();
  private final CountDownLatch reached = new CountDownLatch(1);
  private final CountDownLatch resume = new CountDownLatch(1);
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final DynamicBatcher batcher =
      new DynamicBatcher(settings(), new ServingMetrics(registry));
  private final LoadedModel one = model();
  private final LoadedModel other = model();

  private static ServingSettings settings() {
    return settings(1);
  }

  private static ServingSettings settings(int threads) {
    return new ServingSettings(threads, 0, "auto", "fp32", 32, 64, Duration.ZERO, LONG, 1);
  }

  @AfterEach
  void stop() throws InterruptedException {
    resume.countDown();
    batcher.stop();
  }

  @Test
  void requestsForOneModelShareABatch() {
    PendingRequest running = blocking();
    PendingRequest first = offered(request(one, 1, (byte) 3));
    PendingRequest foreign = offered(request(other, 1, (byte) 4));
    PendingRequest second = offered(request(one, 2, (byte) 5));

    resume.countDown();

    assertThat(likeliest(first)).containsExactly(3);
    assertThat(likeliest(second)).containsExactly(5, 5);
    assertThat(likeliest(foreign)).containsExactly(4);
    assertThat(running.answer()).succeedsWithin(LONG);
    assertThat(batches).containsExactly(1, 3, 1);
  }

  @Test
  void smallModelWaitsForALargerBatchDespiteAFreeThread() throws Exception {
    DynamicBatcher two =
        new DynamicBatcher(settings(2), new ServingMetrics(new SimpleMeterRegistry()));
    LoadedModel slow = blockingModel();
    given(slow.prefersLargeBatches()).willReturn(true);
    PendingRequest running = request(slow, 1, (byte) 0);
    two.offer(running);
    await(reached);
    PendingRequest first = request(slow, 1, (byte) 1);
    two.offer(first);
    PendingRequest second = request(slow, 1, (byte) 1);
    two.offer(second);

    resume.countDown();
    two.stop();

    assertThat(CompletableFuture.allOf(running.answer(), first.answer(), second.answer()))
        .succeedsWithin(LONG);
    assertThat(batches).containsExactly(1, 2);
  }

  @Test
  void largeModelUsesEveryThread() throws Exception {
    DynamicBatcher two =
        new DynamicBatcher(settings(2), new ServingMetrics(new SimpleMeterRegistry()));
    LoadedModel slow = blockingModel();
    PendingRequest running = request(slow, 1, (byte) 0);
    two.offer(running);
    await(reached);
    two.offer(request(slow, 1, (byte) 1));

    Awaitility.await().until(() -> batches.size() == 2);
    resume.countDown();
    two.stop();
    assertThat(batches).containsExactly(1, 1);
  }

  @Test
  void batchesGrowOnlyWithTheQueueIfBatchingGainsNothing() {
    blocking();
    given(one.prefersLargeBatches()).willReturn(false);
    List<PendingRequest> few =
        Stream.generate(() -> offered(request(one, 1, (byte) 1))).limit(9).toList();

    resume.countDown();

    assertThat(
            CompletableFuture.allOf(
                few.stream().map(PendingRequest::answer).toArray(CompletableFuture[]::new)))
        .succeedsWithin(LONG);
    assertThat(batches).containsExactly(1, 4, 2, 1, 1, 1);
  }

  @Test
  void delayedBatchStartsOnceItIsFull() throws Exception {
    var settings = new ServingSettings(1, 0, "auto", "fp32", 32, 64, LONG, LONG, 1);
    DynamicBatcher delayed =
        new DynamicBatcher(settings, new ServingMetrics(new SimpleMeterRegistry()));
    PendingRequest first = request(one, 20, (byte) 1);
    delayed.offer(first);
    PendingRequest second = request(one, 12, (byte) 1);
    delayed.offer(second);

    assertThat(CompletableFuture.allOf(first.answer(), second.answer())).succeedsWithin(LONG);
    assertThat(batches).containsExactly(32);
    delayed.stop();
  }

  @Test
  void batchHasAtMostThirtyTwoImages() {
    blocking();
    PendingRequest first = offered(request(one, 20, (byte) 1));
    PendingRequest tooMany = offered(request(one, 20, (byte) 1));
    PendingRequest fits = offered(request(one, 12, (byte) 1));

    resume.countDown();

    assertThat(CompletableFuture.allOf(first.answer(), tooMany.answer(), fits.answer()))
        .succeedsWithin(LONG);
    assertThat(batches).containsExactly(1, 32, 20);
  }

  @Test
  void requestIsRejectedIfTheQueueIsFull() {
    blocking();
    offered(request(one, 63, (byte) 1));

    assertThat(batcher.offer(request(one, 2, (byte) 1))).isFalse();
    assertThat(batcher.offer(request(one, 1, (byte) 1))).isTrue();
    assertThat(registry.get("residual.inference.pending.images").gauge().value()).isEqualTo(64);
  }

  @Test
  void withdrawnRequestMakesRoom() {
    blocking();
    PendingRequest gone = offered(request(one, 63, (byte) 1));
    batcher.withdraw(gone);

    PendingRequest next = offered(request(one, 40, (byte) 1));
    resume.countDown();

    assertThat(next.answer()).succeedsWithin(LONG);
    assertThat(batches).containsExactly(1, 40);
  }

  @Test
  void withdrawnRequestThatIsBeingComputedCompletes() {
    PendingRequest gone = blocking();
    batcher.withdraw(gone);
    assertThat(gone.answer()).isNotDone();

    resume.countDown();

    assertThat(gone.answer()).succeedsWithin(LONG);
  }

  @Test
  void clientBelowItsShareIsComputedInPlaceOfAnother() {
    blocking();
    PendingRequest flood = offered(request(one, 64, (byte) 1));
    PendingRequest honest = request(one, "another client", 1, (byte) 2);

    offered(honest);
    resume.countDown();

    assertThat(honest.answer()).succeedsWithin(LONG);
    assertThat(flood.answer())
        .failsWithin(LONG)
        .withThrowableThat()
        .withCauseInstanceOf(BatchedModel.QueueFullException.class);
    assertThat(batches).containsExactly(1, 1);
  }

  @Test
  void expiredRequestIsNotComputed() {
    blocking();
    PendingRequest late =
        new PendingRequest(
            one,
            CLIENT,
            List.of(StubModel.input(new byte[784])),
            false,
            0,
            System.nanoTime(),
            future());
    offered(late);
    PendingRequest next = offered(request(one, 1, (byte) 1));
    resume.countDown();

    assertThat(next.answer()).succeedsWithin(LONG);
    assertThat(batches).containsExactly(1, 1);
    assertThat(late.answer()).isNotDone();
  }

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

  /** Returns a batcher of two threads, none of which can be started while they are exhausted. */
  private static DynamicBatcher batcher(Runnable setUp, AtomicBoolean exhausted) {
    return new DynamicBatcher(
        settings(2),
        new ServingMetrics(new SimpleMeterRegistry()),
        setUp,
        task -> {
          if (exhausted.get()) {
            throw new OutOfMemoryError("unable to create native thread");
          }
          return new Thread(task);
        });
  }

  @Test
  void metersCountBatchesAndTimes() {
    assertThat(offered(request(one, 2, (byte) 1)).answer()).succeedsWithin(LONG);

    assertThat(registry.get("residual.inference.queue.duration").timer().count()).isEqualTo(1);
    assertThat(registry.get("residual.inference.compute.duration").timer().count()).isEqualTo(1);
    assertThat(registry.get("residual.inference.batch.size").summary().totalAmount()).isEqualTo(2);
    assertThat(registry.get("residual.inference.images").tag("model", StubModel.ID.toString()))
        .satisfies(search -> assertThat(search.counter().count()).isEqualTo(2));
  }

  /** Returns a request that is being computed until {@code resume} is counted down. */
  private PendingRequest blocking() {
    PendingRequest request = offered(request(blockingModel(), 1, (byte) 0));
    await(reached);
    return request;
  }

  private LoadedModel blockingModel() {
    LoadedModel slow = StubModel.model();
    willAnswer(
            call -> {
              List<InputImage> images = call.getArgument(0);
              batches.add(images.size());
              reached.countDown();
              await(resume);
              return StubModel.outputs(images);
            })
        .given(slow)
        .outputs(any(), anyBoolean());
    return slow;
  }

  /** Returns a model that prefers large batches. */
  private LoadedModel model() {
    LoadedModel model = StubModel.model();
    given(model.prefersLargeBatches()).willReturn(true);
    willAnswer(
            call -> {
              List<InputImage> images = call.getArgument(0);
              batches.add(images.size());
              return StubModel.outputs(images);
            })
        .given(model)
        .outputs(any(), anyBoolean());
    return model;
  }

  private PendingRequest offered(PendingRequest request) {
    assertThat(batcher.offer(request)).isTrue();
    return request;
  }

  private static PendingRequest request(LoadedModel model, int images, byte first) {
    return request(model, CLIENT, images, first);
  }

  private static PendingRequest request(LoadedModel model, String client, int images, byte first) {
    byte[] image = new byte[784];
    image[0] = first;
    long now = System.nanoTime();
    return new PendingRequest(
        model,
        client,
        Collections.nCopies(images, StubModel.input(image)),
        false,
        now,
        now + LONG.toNanos(),
        future());
  }

  private static CompletableFuture<List<ModelOutput>> future() {
    return new CompletableFuture<>();
  }

  private static List<Integer> likeliest(PendingRequest request) {
    assertThat(request.answer()).succeedsWithin(LONG);
    return request.answer().join().stream().map(DynamicBatcherTests::likeliest).toList();
  }

  private static int likeliest(ModelOutput output) {
    int likeliest = 0;
    for (int i = 0; i < output.logits().length; i++) {
      likeliest = output.logits()[i] > output.logits()[likeliest] ? i : likeliest;
    }
    return likeliest;
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
