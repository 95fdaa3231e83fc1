package dev.residual.inference;

import dev.residual.model.RegisteredModel;
import dev.residual.preprocessing.InputImage;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A model that computes the images of one request, in batches with those of others, until the
 * deadline of the request. It holds a lease of the model until all batches have ended, because they
 * use the model's memory. No error may lose the lease, or close it early: everything that could
 * fail, also for lack of memory, happens before a use of the model is counted.
 */
final class BatchedModel implements AutoCloseable {

  private final DynamicBatcher batcher;
  private final Deadline deadline;
  private final String client;

  /** Counts this object, and its batches that have not ended. */
  private final AtomicInteger uses = new AtomicInteger(1);

  private final ModelCache.Lease lease;

  /** Thrown if too many images wait, of all clients or of the one that sent the request. */
  static final class QueueFullException extends Exception {

    private static final long serialVersionUID = 1L;
  }

  /**
   * Acquires a model, and waits until it is loaded.
   *
   * @param client who sent the request
   * @throws TimeoutException if it is not loaded by the deadline
   */
  BatchedModel(
      ModelCache models,
      RegisteredModel model,
      DynamicBatcher batcher,
      Deadline deadline,
      String client)
      throws TimeoutException, InterruptedException {
    this.batcher = batcher;
    this.client = client;
    this.deadline = deadline;
    lease = models.acquire(model, deadline);
  }

  LoadedModel model() {
    return lease.model();
  }

  /**
   * Computes images, and waits for the outputs.
   *
   * @param withFeatures whether the feature maps are requested too
   * @param arrived when the images have arrived, by {@link System#nanoTime()}
   * @throws QueueFullException if too many images wait already
   * @throws TimeoutException if the outputs are not ready by the deadline
   */
  @SuppressWarnings("FutureReturnValueIgnored") // the answer itself is waited for
  List<ModelOutput> outputs(List<InputImage> images, boolean withFeatures, long arrived)
      throws QueueFullException, TimeoutException, InterruptedException {
    if (batcher.waiting() > 0) {
      deadline.checkNotCancelled(); // A request whose client has gone is not queued.
    }
    PendingRequest request =
        new PendingRequest(
            model(),
            client,
            images,
            withFeatures,
            arrived,
            deadline.deadline(),
            new CompletableFuture<>());
    request.answer().whenComplete((outputs, failure) -> release());
    uses.incrementAndGet();
    try {
      if (!batcher.offer(request)) {
        throw new QueueFullException();
      }
      return deadline.await(request.answer());
    } catch (ExecutionException e) {
      if (e.getCause() instanceof QueueFullException displaced) {
        throw displaced;
      }
      throw new IllegalStateException(e.getCause());
    } finally {
      batcher.withdraw(request);
    }
  }

  private void release() {
    if (uses.decrementAndGet() == 0) {
      lease.close();
    }
  }

  @Override
  public void close() {
    release();
  }
}
