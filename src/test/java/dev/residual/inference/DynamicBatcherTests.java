package dev.residual.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.BDDMockito.given;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Which requests share a batch, and which are computed at all. */
class DynamicBatcherTests extends Batching {

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
  void metersCountBatchesAndTimes() {
    assertThat(offered(request(one, 2, (byte) 1)).answer()).succeedsWithin(LONG);

    assertThat(registry.get("residual.inference.queue.duration").timer().count()).isEqualTo(1);
    assertThat(registry.get("residual.inference.compute.duration").timer().count()).isEqualTo(1);
    assertThat(registry.get("residual.inference.batch.size").summary().totalAmount()).isEqualTo(2);
    assertThat(registry.get("residual.inference.images").tag("model", StubModel.ID.toString()))
        .satisfies(search -> assertThat(search.counter().count()).isEqualTo(2));
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
}
