package dev.residual.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyBoolean;
import static org.mockito.BDDMockito.given;
import static org.mockito.BDDMockito.willAnswer;

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
import org.junit.jupiter.api.AfterEach;

/** A batcher, whose networks the test lets wait. */
abstract class Batching {

  static final Duration LONG = Duration.ofMinutes(1);
  static final String CLIENT = "one client";

  final List<Integer> batches = new CopyOnWriteArrayList<>();
  final CountDownLatch reached = new CountDownLatch(1);
  final CountDownLatch resume = new CountDownLatch(1);
  final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  final DynamicBatcher batcher = new DynamicBatcher(settings(), new ServingMetrics(registry));
  final LoadedModel one = model();
  final LoadedModel other = model();

  static ServingSettings settings() {
    return settings(1);
  }

  static ServingSettings settings(int threads) {
    return new ServingSettings(threads, 0, "auto", "fp32", 32, 64, Duration.ZERO, LONG, 1);
  }

  @AfterEach
  void stop() throws InterruptedException {
    resume.countDown();
    batcher.stop();
  }

  /** Returns a batcher of two threads, none of which can be started while they are exhausted. */
  static DynamicBatcher batcher(Runnable setUp, AtomicBoolean exhausted) {
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

  /** Returns a request that is being computed until {@code resume} is counted down. */
  PendingRequest blocking() {
    PendingRequest request = offered(request(blockingModel(), 1, (byte) 0));
    await(reached);
    return request;
  }

  LoadedModel blockingModel() {
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
  LoadedModel model() {
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

  PendingRequest offered(PendingRequest request) {
    assertThat(batcher.offer(request)).isTrue();
    return request;
  }

  static PendingRequest request(LoadedModel model, int images, byte first) {
    return request(model, CLIENT, images, first);
  }

  static PendingRequest request(LoadedModel model, String client, int images, byte first) {
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

  static CompletableFuture<List<ModelOutput>> future() {
    return new CompletableFuture<>();
  }

  static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
