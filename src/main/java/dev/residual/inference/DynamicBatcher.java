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
 * Computes what waits, in batches of whatever is there when a thread is free: a single image does
 * not wait for others, and under load batches grow by themselves.
 */
@Component
class DynamicBatcher {

  /**
   * OpenMP's helpers go with the thread that they help, and slow others down while they are there.
   */
  private static final Duration IDLE = Duration.ofSeconds(5);

  private static final Optional<LoadedModel> NOTHING_YET = Optional.empty();

  private final ServingSettings settings;
  private final ServingMetrics meters;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition arrival = lock.newCondition();
  private final RequestQueue asks;
  private final CorePinning seats;
  private final ThreadPoolExecutor threads;

  /** What each thread that runs computes. */
  private final List<Optional<LoadedModel>> computing = new ArrayList<>();

  /** What batches have taken; what has its answer goes when the next is withdrawn. */
  private final List<PendingRequest> taken = new ArrayList<>();

  private boolean stopped;

  DynamicBatcher(ServingSettings settings, ServingMetrics meters) {
    this.settings = settings;
    this.meters = meters;
    asks = new RequestQueue(settings.queueCapacity());
    seats = CorePinning.of(settings);
    threads =
        new ThreadPoolExecutor(
            settings.interOpThreads(),
            settings.interOpThreads(),
            IDLE.toSeconds(),
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            task -> new Thread(confined(task), "serving"));
    threads.allowCoreThreadTimeOut(true);
    meters.watch(this::waiting);
  }

  private Runnable confined(Runnable task) {
    return () -> {
      InferenceThread.enter(settings);
      seats.run(task);
    };
  }

  /**
   * @return whether there is room for it to wait
   */
  boolean offer(PendingRequest ask) {
    lock.lock();
    try {
      if (stopped) {
        return false;
      }
      if (!asks.add(ask)) {
        asks.dropOver(System.nanoTime());
        if (!asks.add(ask)) {
          return false;
        }
      }
      if (computing.size() < settings.interOpThreads() && !isBetterOffWaiting(ask)) {
        computing.add(NOTHING_YET);
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
   * Nobody waits for it any more. Its answer completes once its model is not needed for it: at
   * once, unless a batch has taken it.
   */
  void withdraw(PendingRequest ask) {
    lock.lock();
    try {
      taken.removeIf(each -> each.answer().isDone());
      if (!taken.contains(ask)) {
        ask.answer().cancel(false);
        asks.dropOver(System.nanoTime());
      }
    } finally {
      lock.unlock();
    }
  }

  /** A thread that computes the same model will soon take it, with all that come until then. */
  private boolean isBetterOffWaiting(PendingRequest ask) {
    return asks.images() < 2 * settings.maxBatchSize()
        && ask.model().prefersLargeBatches()
        && computing.contains(Optional.of(ask.model()));
  }

  /** Images that wait. */
  int waiting() {
    lock.lock();
    try {
      return asks.images();
    } finally {
      lock.unlock();
    }
  }

  private void work() {
    Optional<LoadedModel> before = NOTHING_YET;
    for (List<PendingRequest> batch = next(before); !batch.isEmpty(); batch = next(before)) {
      compute(batch);
      before = Optional.of(batch.get(0).model());
    }
  }

  /**
   * What to compute next; nothing if nothing waits, and the thread is then at its end.
   *
   * @param before what this thread computed until now
   */
  private List<PendingRequest> next(Optional<LoadedModel> before) {
    lock.lock();
    try {
      asks.dropOver(System.nanoTime());
      linger();
      asks.dropOver(System.nanoTime());
      computing.remove(before);
      if (asks.isEmpty()) {
        return List.of();
      }
      computing.add(Optional.of(asks.first().model()));
      List<PendingRequest> batch = asks.takeBatch(most(asks.first().model()));
      taken.addAll(batch);
      return batch;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Images of the next batch. Nobody has an answer before the last of a batch; where an image
   * takes as long in a batch as alone, large ones are for when many wait.
   */
  private int most(LoadedModel model) {
    if (model.prefersLargeBatches() || !settings.maxQueueDelay().isZero()) {
      return settings.maxBatchSize();
    }
    int share = asks.images() / (2 * settings.interOpThreads());
    return Math.max(1, Math.min(share, settings.maxBatchSize()));
  }

  private void linger() {
    long linger = settings.maxQueueDelay().toNanos();
    while (linger > 0
        && !stopped
        && !asks.isEmpty()
        && asks.nextSize(settings.maxBatchSize()) < settings.maxBatchSize()) {
      long left = asks.first().arrived() + linger - System.nanoTime();
      if (left <= 0) {
        return;
      }
      try {
        arrival.awaitNanos(left);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
      asks.dropOver(System.nanoTime());
    }
  }

  private void compute(List<PendingRequest> batch) {
    LoadedModel model = batch.get(0).model();
    try {
      List<byte[]> images = new ArrayList<>();
      batch.forEach(ask -> images.addAll(ask.images()));
      long start = System.nanoTime();
      batch.forEach(ask -> meters.waited(start - ask.arrived()));
      List<ModelOutput> scores = model.scores(images, batch.get(0).withFeatures());
      meters.computed(model.id(), images.size(), System.nanoTime() - start);
      int from = 0;
      for (PendingRequest ask : batch) {
        ask.answer().complete(List.copyOf(scores.subList(from, from + ask.size())));
        from += ask.size();
      }
    } catch (RuntimeException | Error e) {
      batch.forEach(ask -> ask.answer().completeExceptionally(e));
    }
  }

  /** Lets what waits be computed, takes nothing more, and ends. */
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
    // Native memory is freed afterwards, under nobody's feet.
    threads.awaitTermination(settings.deadline().toMillis(), TimeUnit.MILLISECONDS);
  }
}
