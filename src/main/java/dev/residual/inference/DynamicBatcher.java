package dev.residual.inference;

import dev.residual.inference.BatchedModel.QueueFullException;
import dev.residual.preprocessing.InputImage;
import jakarta.annotation.PreDestroy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/**
 * Computes pending requests in batches. A free thread takes the requests that wait at that moment:
 * a single image does not wait for others, and batches grow with the load.
 */
@Component
class DynamicBatcher {

  private static final Logger log = LoggerFactory.getLogger(DynamicBatcher.class);

  /**
   * Idle threads end after this time. The OpenMP threads of a thread end with it, and slow others
   * down until then.
   */
  private static final Duration IDLE_TIMEOUT = Duration.ofSeconds(5);

  private final ServingSettings settings;
  private final ServingMetrics meters;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition arrival = lock.newCondition();
  private final RequestQueue queue;
  private final CorePinning pinning;
  private final ThreadPoolExecutor threads;

  /** The workers of all threads that compute batches or are starting to. */
  private final List<Worker> workers = new ArrayList<>();

  /** Sets up the current thread on first use. If that fails, the next use tries again. */
  private final ThreadLocal<Boolean> ready;

  /** Requests whose batches are being computed. */
  private final Set<PendingRequest> taken = Collections.newSetFromMap(new IdentityHashMap<>());

  private boolean stopped;

  @Autowired
  DynamicBatcher(ServingSettings settings, ServingMetrics meters) {
    this(
        settings,
        meters,
        () -> InferenceThread.setUp(settings),
        task -> new Thread(task, "serving"));
  }

  /**
   * Creates a batcher that starts its threads when they are needed.
   *
   * @param setUp sets up a thread to compute
   */
  DynamicBatcher(
      ServingSettings settings, ServingMetrics meters, Runnable setUp, ThreadFactory factory) {
    this.settings = settings;
    this.meters = meters;
    queue = new RequestQueue(settings.queueCapacity());
    pinning = CorePinning.of(settings);
    ready =
        ThreadLocal.withInitial(
            () -> {
              setUp.run();
              return true;
            });
    threads =
        new ThreadPoolExecutor(
            settings.interOpThreads(),
            settings.interOpThreads(),
            IDLE_TIMEOUT.toSeconds(),
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            task -> factory.newThread(() -> pinning.run(task)));
    threads.allowCoreThreadTimeOut(true);
    meters.registerGauge(this::waiting);
  }

  /**
   * Adds a request to the queue. If that is full, requests of clients with more than their share
   * may fail for it, with a {@link QueueFullException}.
   *
   * @return false if the queue is full or the batcher has stopped
   * @throws OutOfMemoryError if no thread computes and none can be started
   */
  boolean offer(PendingRequest request) {
    lock.lock();
    try {
      if (stopped) {
        return false;
      }
      if (!queue.add(request) && !addToFullQueue(request)) {
        return false;
      }
      if (workers.size() < settings.interOpThreads() && !shouldWait(request)) {
        startWorker(request);
      } else {
        arrival.signal();
      }
      return true;
    } finally {
      lock.unlock();
    }
  }

  private boolean addToFullQueue(PendingRequest request) {
    queue.dropExpired(System.nanoTime());
    if (queue.add(request)) {
      return true;
    }
    fail(queue.makeRoomFor(request), new QueueFullException());
    return queue.add(request);
  }

  /** Starts a worker for a request that has been queued, unless there are too few threads. */
  private void startWorker(PendingRequest request) {
    Worker worker = new Worker();
    try {
      workers.add(worker);
      threads.execute(worker);
    } catch (RuntimeException | Error e) {
      workers.remove(worker);
      if (workers.isEmpty()) {
        queue.remove(request);
        throw e;
      }
      log.warn(
          "Too few threads compute predictions, because none can be started: {}", e.toString());
      arrival.signal();
    }
  }

  /**
   * Withdraws a request whose answer is no longer needed. Its answer completes once its model is no
   * longer in use for it: at once, unless a batch has taken it.
   */
  void withdraw(PendingRequest request) {
    if (request.answer().isDone()) {
      return; // as for almost all requests, which need not look through the queue
    }
    lock.lock();
    try {
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
        && workers.stream().anyMatch(worker -> worker.model == request.model());
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

  /** Computes one batch after another until no request waits. */
  private final class Worker implements Runnable {

    /** The model that it computes, null at first; guarded by the lock. */
    private @Nullable LoadedModel model;

    /** The batch that it computes; guarded by the lock. */
    private List<PendingRequest> batch = List.of();

    @Override
    public void run() {
      try {
        ready.get();
        for (List<PendingRequest> batch = next(this); !batch.isEmpty(); batch = next(this)) {
          compute(batch);
        }
      } catch (RuntimeException | Error e) {
        log.error("A thread that computes predictions failed", e);
        fail(this, e);
      } finally {
        end(this);
      }
    }
  }

  private void end(Worker worker) {
    lock.lock();
    try {
      workers.remove(worker);
      endBatch(worker);
    } finally {
      lock.unlock();
    }
  }

  /** Records that a worker no longer uses the model of its batch, even if an answer is missing. */
  private void endBatch(Worker worker) {
    worker.batch.forEach(taken::remove);
    worker.batch = List.of();
  }

  /**
   * Fails the requests of a worker's batch and, if there is no other worker, those that wait in the
   * queue.
   */
  private void fail(Worker worker, Throwable failure) {
    lock.lock();
    try {
      workers.remove(worker);
      fail(worker.batch, failure);
      if (workers.isEmpty()) {
        fail(queue.removeAll(), failure);
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * Completes requests with a failure. If there is too little memory even for that, a request ends
   * when it is withdrawn.
   */
  private static void fail(List<PendingRequest> requests, Throwable failure) {
    for (PendingRequest request : requests) {
      try {
        request.answer().completeExceptionally(failure);
      } catch (OutOfMemoryError e) {
        log.error("A request could not be answered", e);
      }
    }
  }

  /** Takes the next batch from the queue. It is empty if no request waits; the worker then ends. */
  private List<PendingRequest> next(Worker worker) {
    lock.lock();
    try {
      endBatch(worker);
      queue.dropExpired(System.nanoTime());
      awaitFullBatch();
      if (queue.isEmpty()) {
        workers.remove(worker);
        return List.of();
      }
      worker.model = queue.first().model();
      worker.batch = queue.takeBatch(batchLimit(worker.model));
      taken.addAll(worker.batch);
      return worker.batch;
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
      List<InputImage> images = new ArrayList<>();
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
      fail(batch, e);
    }
  }

  /**
   * Stops accepting requests, and waits for those in the queue, but not longer than the deadline.
   */
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
