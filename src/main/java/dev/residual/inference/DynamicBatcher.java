package dev.residual.inference;

import jakarta.annotation.PreDestroy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.springframework.stereotype.Component;

/**
 * Computes pending requests in batches. A free thread takes the requests that wait at that moment:
 * a single image does not wait for others, and batches grow with the load.
 */
@Component
class DynamicBatcher {

  /**
   * Idle threads end after this time. The OpenMP threads of a thread end with it, and slow others
   * down until then.
   */
  private static final Duration IDLE_TIMEOUT = Duration.ofSeconds(5);

  private static final Optional<LoadedModel> NO_MODEL = Optional.empty();

  private final ServingSettings settings;
  private final ServingMetrics meters;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition arrival = lock.newCondition();
  private final RequestQueue queue;
  private final CorePinning pinning;
  private final ThreadPoolExecutor threads;

  /** The model that each running thread computes. */
  private final List<Optional<LoadedModel>> computing = new ArrayList<>();

  /** Requests that batches have taken. Answered ones are removed at the next withdrawal. */
  private final List<PendingRequest> taken = new ArrayList<>();

  private boolean stopped;

  DynamicBatcher(ServingSettings settings, ServingMetrics meters) {
    this.settings = settings;
    this.meters = meters;
    queue = new RequestQueue(settings.queueCapacity());
    pinning = CorePinning.of(settings);
    threads =
        new ThreadPoolExecutor(
            settings.interOpThreads(),
            settings.interOpThreads(),
            IDLE_TIMEOUT.toSeconds(),
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            task -> new Thread(setUp(task), "serving"));
    threads.allowCoreThreadTimeOut(true);
    meters.registerGauge(this::waiting);
  }

  private Runnable setUp(Runnable task) {
    return () -> {
      InferenceThread.setUp(settings);
      pinning.run(task);
    };
  }

  /**
   * Adds a request to the queue.
   *
   * @return false if the queue is full or the batcher has stopped
   */
  boolean offer(PendingRequest request) {
    lock.lock();
    try {
      if (stopped) {
        return false;
      }
      if (!queue.add(request)) {
        queue.dropExpired(System.nanoTime());
        if (!queue.add(request)) {
          return false;
        }
      }
      if (computing.size() < settings.interOpThreads() && !shouldWait(request)) {
        computing.add(NO_MODEL);
        threads.execute(this::work);
      } else {
        arrival.signal();
      }
      return true;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Withdraws a request whose answer is no longer needed. Its answer completes once its model is no
   * longer in use for it: at once, unless a batch has taken it.
   */
  void withdraw(PendingRequest request) {
    lock.lock();
    try {
      taken.removeIf(each -> each.answer().isDone());
      if (!taken.contains(request)) {
        request.answer().cancel(false);
        queue.dropExpired(System.nanoTime());
      }
    } finally {
      lock.unlock();
    }
  }

  /** Returns whether a thread that computes the same model will soon take it in a larger batch. */
  private boolean shouldWait(PendingRequest request) {
    return queue.images() < 2 * settings.maxBatchSize()
        && request.model().prefersLargeBatches()
        && computing.contains(Optional.of(request.model()));
  }

  /** Returns the number of images that wait. */
  int waiting() {
    lock.lock();
    try {
      return queue.images();
    } finally {
      lock.unlock();
    }
  }

  private void work() {
    Optional<LoadedModel> before = NO_MODEL;
    for (List<PendingRequest> batch = next(before); !batch.isEmpty(); batch = next(before)) {
      compute(batch);
      before = Optional.of(batch.get(0).model());
    }
  }

  /**
   * Takes the next batch. If nothing waits it is empty, and the thread ends.
   *
   * @param before the model that this thread computed until now
   */
  private List<PendingRequest> next(Optional<LoadedModel> before) {
    lock.lock();
    try {
      queue.dropExpired(System.nanoTime());
      awaitFullBatch();
      queue.dropExpired(System.nanoTime());
      computing.remove(before);
      if (queue.isEmpty()) {
        return List.of();
      }
      computing.add(Optional.of(queue.first().model()));
      List<PendingRequest> batch = queue.takeBatch(batchLimit(queue.first().model()));
      taken.addAll(batch);
      return batch;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Returns the largest size of the next batch. All answers of a batch come at its end. If an image
   * takes as long in a batch as alone, batches are therefore large only if many images wait.
   */
  private int batchLimit(LoadedModel model) {
    if (model.prefersLargeBatches() || !settings.maxQueueDelay().isZero()) {
      return settings.maxBatchSize();
    }
    int share = queue.images() / (2 * settings.interOpThreads());
    return Math.max(1, Math.min(share, settings.maxBatchSize()));
  }

  /** Waits until the batch is full, but no longer than the maximum queue delay. */
  private void awaitFullBatch() {
    long delay = settings.maxQueueDelay().toNanos();
    while (delay > 0
        && !stopped
        && !queue.isEmpty()
        && queue.nextSize(settings.maxBatchSize()) < settings.maxBatchSize()) {
      long left = queue.first().arrived() + delay - System.nanoTime();
      if (left <= 0) {
        return;
      }
      try {
        arrival.awaitNanos(left);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
      queue.dropExpired(System.nanoTime());
    }
  }

  private void compute(List<PendingRequest> batch) {
    LoadedModel model = batch.get(0).model();
    try {
      List<byte[]> images = new ArrayList<>();
      batch.forEach(request -> images.addAll(request.images()));
      long start = System.nanoTime();
      batch.forEach(request -> meters.recordQueueTime(model.id(), start - request.arrived()));
      List<ModelOutput> outputs = model.outputs(images, batch.get(0).withFeatures());
      meters.recordBatch(model.id(), images.size(), System.nanoTime() - start);
      int from = 0;
      for (PendingRequest request : batch) {
        request.answer().complete(List.copyOf(outputs.subList(from, from + request.size())));
        from += request.size();
      }
    } catch (RuntimeException | Error e) {
      batch.forEach(request -> request.answer().completeExceptionally(e));
    }
  }

  /** Stops: computes the requests that wait, and accepts no others. */
  @PreDestroy
  void stop() throws InterruptedException {
    lock.lock();
    try {
      stopped = true;
      arrival.signalAll();
    } finally {
      lock.unlock();
    }
    threads.shutdown();
    // Native memory is freed afterwards, so no thread may still use it.
    threads.awaitTermination(settings.deadline().toMillis(), TimeUnit.MILLISECONDS);
  }
}
