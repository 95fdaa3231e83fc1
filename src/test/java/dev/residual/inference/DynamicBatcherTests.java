package dev.residual.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyBoolean;
import static org.mockito.BDDMockito.given;
import static org.mockito.BDDMockito.willAnswer;
import static org.mockito.BDDMockito.willThrow;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is computed together; the models are stand-ins. */
class DynamicBatcherTests {

  private static final Duration LONG = Duration.ofMinutes(1);

  private final List<Integer> batches = new CopyOnWriteArrayList<>();
  private final CountDownLatch reached = new CountDownLatch(1);
  private final CountDownLatch goOn = new CountDownLatch(1);
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
    goOn.countDown();
    batcher.stop();
  }

  @Test
  void whatWaitsForOneModelIsComputedTogetherAndEachGetsItsOwn() {
    PendingRequest running = blocking();
    PendingRequest first = offered(ask(one, 1, (byte) 3));
    PendingRequest foreign = offered(ask(other, 1, (byte) 4));
    PendingRequest second = offered(ask(one, 2, (byte) 5));

    goOn.countDown();

    assertThat(likeliest(first)).containsExactly(3);
    assertThat(likeliest(second)).containsExactly(5, 5);
    assertThat(likeliest(foreign)).containsExactly(4);
    assertThat(running.answer()).succeedsWithin(LONG);
    assertThat(batches).containsExactly(1, 3, 1);
  }

  @Test
  void aSmallModelsImagesWaitForTheBatchBeforeThemThoughAThreadIsFree() throws Exception {
    DynamicBatcher two =
        new DynamicBatcher(settings(2), new ServingMetrics(new SimpleMeterRegistry()));
    LoadedModel slow = blockingModel();
    given(slow.prefersLargeBatches()).willReturn(true);
    PendingRequest running = ask(slow, 1, (byte) 0);
    two.offer(running);
    await(reached);
    PendingRequest first = ask(slow, 1, (byte) 1);
    two.offer(first);
    PendingRequest second = ask(slow, 1, (byte) 1);
    two.offer(second);

    goOn.countDown();
    two.stop();

    assertThat(CompletableFuture.allOf(running.answer(), first.answer(), second.answer()))
        .succeedsWithin(LONG);
    assertThat(batches).containsExactly(1, 2);
  }

  @Test
  void aLargeModelsImagesAreComputedOnEveryThread() throws Exception {
    DynamicBatcher two =
        new DynamicBatcher(settings(2), new ServingMetrics(new SimpleMeterRegistry()));
    LoadedModel slow = blockingModel();
    PendingRequest running = ask(slow, 1, (byte) 0);
    two.offer(running);
    await(reached);
    two.offer(ask(slow, 1, (byte) 1));

    Awaitility.await().until(() -> batches.size() == 2);
    goOn.countDown();
    two.stop();
    assertThat(batches).containsExactly(1, 1);
  }

  @Test
  void whereNothingIsGainedBatchesAreNoLargerThanTheCrowdAsksFor() {
    blocking();
    given(one.prefersLargeBatches()).willReturn(false);
    List<PendingRequest> few =
        Stream.generate(() -> offered(ask(one, 1, (byte) 1))).limit(9).toList();

    goOn.countDown();

    assertThat(
            CompletableFuture.allOf(
                few.stream().map(PendingRequest::answer).toArray(CompletableFuture[]::new)))
        .succeedsWithin(LONG);
    assertThat(batches).containsExactly(1, 4, 2, 1, 1, 1);
  }

  @Test
  void aBatchThatLingersGoesOnceItIsFull() throws Exception {
    var settings = new ServingSettings(1, 0, "auto", "fp32", 32, 64, LONG, LONG, 1);
    DynamicBatcher lingering =
        new DynamicBatcher(settings, new ServingMetrics(new SimpleMeterRegistry()));
    PendingRequest first = ask(one, 20, (byte) 1);
    lingering.offer(first);
    PendingRequest second = ask(one, 12, (byte) 1);
    lingering.offer(second);

    assertThat(CompletableFuture.allOf(first.answer(), second.answer())).succeedsWithin(LONG);
    assertThat(batches).containsExactly(32);
    lingering.stop();
  }

  @Test
  void aBatchHasAtMostThirtyTwoImagesUnlessOneRequestHasMore() {
    blocking();
    PendingRequest first = offered(ask(one, 20, (byte) 1));
    PendingRequest tooMany = offered(ask(one, 20, (byte) 1));
    PendingRequest fits = offered(ask(one, 12, (byte) 1));

    goOn.countDown();

    assertThat(CompletableFuture.allOf(first.answer(), tooMany.answer(), fits.answer()))
        .succeedsWithin(LONG);
    assertThat(batches).containsExactly(1, 32, 20);
  }

  @Test
  void whoFindsNoRoomIsRefused() {
    blocking();
    offered(ask(one, 63, (byte) 1));

    assertThat(batcher.offer(ask(one, 2, (byte) 1))).isFalse();
    assertThat(batcher.offer(ask(one, 1, (byte) 1))).isTrue();
    assertThat(registry.get("residual.inference.pending.images").gauge().value()).isEqualTo(64);
  }

  @Test
  void whatNobodyWaitsForIsDroppedAndMakesRoom() {
    blocking();
    PendingRequest gone = offered(ask(one, 63, (byte) 1));
    batcher.withdraw(gone);

    PendingRequest next = offered(ask(one, 40, (byte) 1));
    goOn.countDown();

    assertThat(next.answer()).succeedsWithin(LONG);
    assertThat(batches).containsExactly(1, 40);
  }

  @Test
  void whatIsBeingComputedEndsThoughNobodyWaitsForIt() {
    PendingRequest gone = blocking();
    batcher.withdraw(gone);
    assertThat(gone.answer()).isNotDone();

    goOn.countDown();

    assertThat(gone.answer()).succeedsWithin(LONG);
  }

  @Test
  void whatIsTooLateIsNotComputed() {
    blocking();
    PendingRequest late =
        new PendingRequest(one, List.of(new byte[784]), false, 0, System.nanoTime(), future());
    offered(late);
    PendingRequest next = offered(ask(one, 1, (byte) 1));
    goOn.countDown();

    assertThat(next.answer()).succeedsWithin(LONG);
    assertThat(batches).containsExactly(1, 1);
    assertThat(late.answer()).isNotDone();
  }

  @Test
  void whatWentWrongReachesAllOfTheBatch() {
    blocking();
    willThrow(new IllegalStateException("no memory")).given(other).scores(any(), anyBoolean());
    PendingRequest first = offered(ask(other, 1, (byte) 1));
    PendingRequest second = offered(ask(other, 1, (byte) 1));
    PendingRequest sound = offered(ask(one, 1, (byte) 1));
    goOn.countDown();

    assertThat(first.answer()).failsWithin(LONG);
    assertThat(second.answer()).failsWithin(LONG);
    assertThat(sound.answer()).succeedsWithin(LONG);
  }

  @Test
  void aStoppingServiceAnswersWhatWaitsAndTakesNothingMore() throws Exception {
    PendingRequest running = blocking();
    PendingRequest waiting = offered(ask(one, 1, (byte) 1));
    goOn.countDown();

    batcher.stop();

    assertThat(running.answer()).isCompleted();
    assertThat(waiting.answer()).isCompleted();
    assertThat(batcher.offer(ask(one, 1, (byte) 1))).isFalse();
  }

  @Test
  void metersTellBatchesImagesAndBothTimes() {
    assertThat(offered(ask(one, 2, (byte) 1)).answer()).succeedsWithin(LONG);

    assertThat(registry.get("residual.inference.queue.duration").timer().count()).isEqualTo(1);
    assertThat(registry.get("residual.inference.compute.duration").timer().count()).isEqualTo(1);
    assertThat(registry.get("residual.inference.batch.size").summary().totalAmount()).isEqualTo(2);
    assertThat(registry.get("residual.inference.images").tag("model", StubModel.ID.toString()))
        .satisfies(search -> assertThat(search.counter().count()).isEqualTo(2));
  }

  /** One that is being computed until it may go on. */
  private PendingRequest blocking() {
    PendingRequest ask = offered(ask(blockingModel(), 1, (byte) 0));
    await(reached);
    return ask;
  }

  private LoadedModel blockingModel() {
    LoadedModel slow = StubModel.model();
    willAnswer(
            call -> {
              List<byte[]> images = call.getArgument(0);
              batches.add(images.size());
              reached.countDown();
              await(goOn);
              return StubModel.scores(images);
            })
        .given(slow)
        .scores(any(), anyBoolean());
    return slow;
  }

  /** One whose images are quicker together. */
  private LoadedModel model() {
    LoadedModel model = StubModel.model();
    given(model.prefersLargeBatches()).willReturn(true);
    willAnswer(
            call -> {
              List<byte[]> images = call.getArgument(0);
              batches.add(images.size());
              return StubModel.scores(images);
            })
        .given(model)
        .scores(any(), anyBoolean());
    return model;
  }

  private PendingRequest offered(PendingRequest ask) {
    assertThat(batcher.offer(ask)).isTrue();
    return ask;
  }

  private static PendingRequest ask(LoadedModel model, int images, byte first) {
    byte[] image = new byte[784];
    image[0] = first;
    long now = System.nanoTime();
    return new PendingRequest(
        model, Collections.nCopies(images, image), false, now, now + LONG.toNanos(), future());
  }

  private static CompletableFuture<List<ModelOutput>> future() {
    return new CompletableFuture<>();
  }

  private static List<Integer> likeliest(PendingRequest ask) {
    assertThat(ask.answer()).succeedsWithin(LONG);
    return ask.answer().join().stream().map(DynamicBatcherTests::likeliest).toList();
  }

  private static int likeliest(ModelOutput scores) {
    int likeliest = 0;
    for (int i = 0; i < scores.logits().length; i++) {
      likeliest = scores.logits()[i] > scores.logits()[likeliest] ? i : likeliest;
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
