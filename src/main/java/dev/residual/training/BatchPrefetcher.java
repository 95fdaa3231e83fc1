package dev.residual.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.residual.pipeline.Batch;
import dev.residual.pipeline.BatchBuffer;
import dev.residual.recipe.Recipe;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads and augments the next batch on a thread of its own while a step is computed, so that a step
 * does not wait for a disk. It must be used by one thread only.
 */
final class BatchPrefetcher implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(BatchPrefetcher.class);

  private final TrainingData data;
  private final Recipe recipe;
  private final BatchBuffer buffer = new BatchBuffer();
  private final ThreadPoolExecutor thread;
  private final Executor executor;
  private @Nullable Batch next;
  private int nextEpoch;
  private CompletableFuture<?> reading = CompletableFuture.allOf();

  /** Starts the thread, with the priority of the calling one. */
  BatchPrefetcher(TrainingData data, Recipe recipe) {
    this(data, recipe, Executors.defaultThreadFactory());
  }

  BatchPrefetcher(TrainingData data, Recipe recipe, ThreadFactory threads) {
    this.data = data;
    this.recipe = recipe;
    thread =
        new ThreadPoolExecutor(
            1,
            1,
            0,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            task -> {
              Thread prefetcher = threads.newThread(task);
              prefetcher.setName("batch-prefetcher");
              prefetcher.setDaemon(true);
              return prefetcher;
            });
    executor = start(thread) ? thread : Runnable::run;
  }

  private static boolean start(ThreadPoolExecutor thread) {
    try {
      thread.prestartCoreThread();
      return true;
    } catch (OutOfMemoryError e) {
      // The JVM says this when the system refuses a new thread, too. The training is only slower.
      log.warn(
          "Batches are read between steps, because no thread could be started: {}", e.toString());
      return false;
    }
  }

  /**
   * Returns the images of a batch, and begins to read the batch after it.
   *
   * @param order the batches of the epoch
   * @param step index of the batch
   * @param epoch the epoch, counted from 1
   */
  @SuppressWarnings("ReferenceEquality") // it is the batch itself that was begun
  NDArray images(NDManager manager, List<Batch> order, int step, int epoch) {
    Batch batch = order.get(step);
    if (batch != next || epoch != nextEpoch) {
      reading.handle((result, failure) -> null).join();
      read(batch, epoch);
    }
    finishReading();
    NDArray images = buffer.toTensor(manager);
    next = null;
    if (step + 1 < order.size()) {
      read(order.get(step + 1), epoch);
    }
    return images;
  }

  private void read(Batch batch, int epoch) {
    next = batch;
    nextEpoch = epoch;
    reading = CompletableFuture.runAsync(() -> data.fill(buffer, recipe, batch, epoch), executor);
  }

  private void finishReading() {
    try {
      reading.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      throw e.getCause() instanceof RuntimeException exception ? exception : e;
    }
  }

  /** Waits until nothing is read any more. Nobody wants a batch that was not asked for. */
  @Override
  public void close() {
    reading.handle((result, failure) -> null).join();
    thread.shutdown();
  }
}
