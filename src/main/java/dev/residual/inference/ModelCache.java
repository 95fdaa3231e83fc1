package dev.residual.inference;

import dev.residual.OutOfMemory;
import dev.residual.model.ModelNotFoundException;
import dev.residual.model.ModelStore;
import dev.residual.model.ModelWarmup;
import dev.residual.model.RegisteredModel;
import dev.residual.torch.ComputeDevice;
import dev.residual.torch.Devices;
import dev.residual.web.Problem;
import jakarta.annotation.PreDestroy;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

/**
 * The models in memory. A model is loaded when it is first requested, one model at a time. If there
 * are too many, the least recently used one is evicted; a model that is in use is evicted
 * afterwards. A model that nobody waits for any more is not loaded.
 */
@Component
public class ModelCache implements ModelWarmup {

  private static final Logger log = LoggerFactory.getLogger(ModelCache.class);

  /**
   * Idle threads end after this time. The OpenMP threads of a thread end with it, and slow others
   * down until then.
   */
  private static final Duration IDLE_TIMEOUT = Duration.ofSeconds(5);

  /** Longest time to load a model; it usually takes some seconds. */
  private static final Duration LOADING_TIMEOUT = Duration.ofMinutes(2);

  private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

  /** Keeps a model in memory until the lease is closed. */
  interface Lease extends AutoCloseable {
    LoadedModel model();

    @Override
    void close();
  }

  private final Function<RegisteredModel, LoadedModel> loader;
  private final Clock clock;
  private final ThreadPoolExecutor executor;

  /** The models in access order: the least recently used one comes first. */
  private final Map<UUID, CacheEntry> entries = new LinkedHashMap<>(16, 0.75f, true);

  private int capacity;

  @Autowired
  ModelCache(ModelStore store, Devices devices, ServingSettings settings, Clock clock) {
    this(loader(store, devices.forServing(), settings), settings.maxLoadedModels(), clock);
  }

  ModelCache(Function<RegisteredModel, LoadedModel> loader, int capacity, Clock clock) {
    this.loader = loader;
    this.capacity = capacity;
    this.clock = clock;
    executor =
        new ThreadPoolExecutor(
            1,
            1,
            IDLE_TIMEOUT.toSeconds(),
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            task -> new Thread(task, "model-loader"));
    executor.allowCoreThreadTimeOut(true);
  }

  private static Function<RegisteredModel, LoadedModel> loader(
      ModelStore store, ComputeDevice device, ServingSettings settings) {
    ModelLoader loader = new ModelLoader(store, device, settings);
    return model -> {
      InferenceThread.setUp(settings);
      return loader.load(model);
    };
  }

  /**
   * Returns a lease of a model, and waits until the model is loaded.
   *
   * @param deadline longest time to wait; after it the model is still loaded in the background
   * @throws TimeoutException if the model is not loaded by the deadline
   * @throws dev.residual.storage.ArtifactException if its weights are missing or damaged, or were
   *     when they were last read, up to 10 seconds ago
   */
  public Lease acquire(RegisteredModel model, Deadline deadline)
      throws TimeoutException, InterruptedException {
    CacheEntry entry = acquireEntry(model);
    try {
      return lease(entry, await(entry, deadline));
    } catch (Throwable e) {
      release(entry);
      throw e;
    }
  }

  private static LoadedModel await(CacheEntry entry, Deadline deadline)
      throws TimeoutException, InterruptedException {
    try {
      return deadline.await(entry.model);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new IllegalStateException(e.getCause());
    }
  }

  @Override
  public void warmUp(RegisteredModel model) {
    warmUp(model, Deadline.of(LOADING_TIMEOUT));
  }

  void warmUp(RegisteredModel model, Deadline deadline) {
    try {
      acquire(model, deadline).close();
    } catch (TimeoutException e) {
      throw unavailable(
          "model-loading",
          "The model is still being loaded. Loading goes on: send the request again");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw stopping();
    } catch (RuntimeException | Error e) {
      if (OutOfMemory.isCauseOf(e)) {
        log.error("A model found too little memory", e);
        throw unavailable("overloaded", OutOfMemory.DETAIL);
      }
      throw e;
    }
  }

  private static Problem stopping() {
    return unavailable("overloaded", "The service is stopping");
  }

  private static Problem unavailable(String code, String detail) {
    return Problem.of(HttpStatus.SERVICE_UNAVAILABLE, code, detail).retryAfter(RETRY_AFTER);
  }

  /**
   * Returns whether a model has been loaded or could not be; if neither, starts to load it in the
   * background.
   */
  boolean isSettled(RegisteredModel model) {
    CacheEntry entry = acquireEntry(model);
    try {
      return entry.model.isDone();
    } finally {
      release(entry);
    }
  }

  /**
   * Returns whether a model could not be loaded and will not be tried again yet. This call loads no
   * model and evicts none.
   */
  public synchronized boolean isRefused(RegisteredModel model) {
    Instant now = clock.instant();
    return entries.entrySet().stream() // get() would change the access order
        .filter(entry -> entry.getKey().equals(model.id()))
        .map(Map.Entry::getValue)
        .anyMatch(entry -> entry.model.isCompletedExceptionally() && !entry.isStale(now));
  }

  private Lease lease(CacheEntry entry, LoadedModel model) {
    return new Lease() {
      @Override
      public LoadedModel model() {
        return model;
      }

      @Override
      public void close() {
        release(entry);
      }
    };
  }

  private synchronized CacheEntry acquireEntry(RegisteredModel model) {
    if (executor.isShutdown()) {
      throw stopping();
    }
    Instant now = clock.instant();
    CacheEntry entry = entries.get(model.id());
    if (entry == null || entry.isStale(now)) {
      entry = new CacheEntry(() -> loader.apply(model), now);
      entries.put(model.id(), entry);
      start(model.id(), entry);
    }
    entry.users++;
    try {
      evict();
      return entry;
    } catch (Throwable e) {
      entry.users--;
      throw e;
    }
  }

  /** Starts to load a model. Without a thread for it there is no entry, so that it is retried. */
  private void start(UUID id, CacheEntry entry) {
    try {
      executor.execute(entry);
    } catch (Throwable e) {
      entries.remove(id);
      cancel(entry, new CancellationException());
      throw e;
    }
  }

  private synchronized void release(CacheEntry entry) {
    entry.users--;
    if (entry.deleted && entry.users == 0) {
      free(entry);
    }
    evict();
  }

  private void evict() {
    Iterator<CacheEntry> oldestFirst = entries.values().iterator();
    while (entries.size() > capacity && oldestFirst.hasNext()) {
      CacheEntry entry = oldestFirst.next();
      if (entry.users == 0) {
        oldestFirst.remove();
        free(entry);
      }
    }
  }

  /** Frees a model that has left the cache and has no users. */
  @SuppressWarnings("FutureReturnValueIgnored") // a model that was not loaded need not be closed
  private void free(CacheEntry entry) {
    cancel(entry, new CancellationException());
    entry.model.thenAccept(LoadedModel::close);
  }

  /** Cancels the loading of a model, unless it has ended. */
  private void cancel(CacheEntry entry, RuntimeException reason) {
    if (entry.model.completeExceptionally(reason)) {
      executor.remove(entry);
    }
  }

  @Override
  public synchronized void remove(UUID id) {
    CacheEntry entry = entries.remove(id);
    if (entry == null) {
      return;
    }
    entry.deleted = true;
    cancel(entry, new ModelNotFoundException(id));
    if (entry.users == 0) {
      free(entry);
    }
  }

  /** Cancels what is not loaded yet, and waits for the model that is being loaded. */
  @PreDestroy
  void close() throws InterruptedException {
    synchronized (this) {
      executor.shutdown();
      entries.values().forEach(entry -> cancel(entry, stopping()));
      capacity = 0;
      evict();
    }
    executor.awaitTermination(1, TimeUnit.MINUTES);
  }
}
