package dev.residual.inference;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;

/**
 * A model that computes the images of one request, in batches with those of others, until the
 * deadline of the request. It holds the lease of the model until all batches have ended, because
 * they use the model's memory.
 */
final class BatchedModel implements AutoCloseable {

  private final ModelCache.Lease lease;
  private final DynamicBatcher batcher;
  private final Deadline deadline;
  private final List<CompletableFuture<?>> answers = new ArrayList<>();

  /** Thrown if too many images wait already. */
  static final class QueueFullException extends Exception {

    private static final long serialVersionUID = 1L;
  }

  /**
   * @param lease is closed with this object
   */
  BatchedModel(ModelCache.Lease lease, DynamicBatcher batcher, Deadline deadline) {
    this.lease = lease;
    this.batcher = batcher;
    this.deadline = deadline;
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
  List<ModelOutput> outputs(List<byte[]> images, boolean withFeatures, long arrived)
      throws QueueFullException, TimeoutException, InterruptedException {
    if (batcher.waiting() > 0) {
      deadline.checkNotCancelled(); // A request whose client has gone is not queued.
    }
    PendingRequest request =
        new PendingRequest(
            model(), images, withFeatures, arrived, deadline.deadline(), new CompletableFuture<>());
    if (!batcher.offer(request)) {
      throw new QueueFullException();
    }
    answers.add(request.answer());
    try {
      return deadline.await(request.answer());
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    } finally {
      batcher.withdraw(request);
    }
  }

  @Override
  public void close() {
    CompletableFuture.allOf(answers.toArray(CompletableFuture<?>[]::new))
        .whenComplete((all, failure) -> lease.close());
  }
}
