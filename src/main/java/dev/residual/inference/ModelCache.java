package dev.residual.inference;

import dev.residual.model.ModelStore;
import dev.residual.model.ModelWarmup;
import dev.residual.model.RegisteredModel;
import dev.residual.torch.ComputeDevice;
import dev.residual.torch.Devices;
import jakarta.annotation.PreDestroy;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/**
 * The models in memory: prepared when first asked for, one after the other, and put away when too
 * many others were. One that is answering is put away afterwards.
 */
@Component
public class ModelCache implements ModelWarmup {

  /**
   * OpenMP's helpers go with the thread that they help, and slow others down while they are there.
   */
  private static final Duration IDLE = Duration.ofSeconds(5);

  /** Some seconds are usual. */
  private static final Duration LONG = Duration.ofMinutes(2);

  /** A model that stays in memory until this is closed. */
  interface Lease extends AutoCloseable {
    LoadedModel model();

    @Override
    void close();
  }

  private final Function<RegisteredModel, LoadedModel> preparation;
  private final Clock clock;
  private final ThreadPoolExecutor preparing;

  /** The one asked for longest ago comes first. */
  private final Map<UUID, CacheEntry> entries = new LinkedHashMap<>(16, 0.75f, true);

  private int capacity;

  @Autowired
  ModelCache(ModelStore store, Devices devices, ServingSettings settings, Clock clock) {
    this(preparation(store, devices.forServing(), settings), settings.maxLoadedModels(), clock);
  }

  ModelCache(Function<RegisteredModel, LoadedModel> preparation, int capacity, Clock clock) {
    this.preparation = preparation;
    this.capacity = capacity;
    this.clock = clock;
    preparing =
        new ThreadPoolExecutor(
            1,
            1,
            IDLE.toSeconds(),
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            task -> new Thread(task, "preparing"));
    preparing.allowCoreThreadTimeOut(true);
  }

  private static Function<RegisteredModel, LoadedModel> preparation(
      ModelStore store, ComputeDevice device, ServingSettings settings) {
    ModelLoader preparation = new ModelLoader(store, device, settings);
    return model -> {
      InferenceThread.enter(settings);
      return preparation.of(model);
    };
  }

  /**
   * A model, once it is prepared.
   *
   * @throws dev.residual.storage.ArtifactException if its weights are gone or damaged, or were a
   *     moment ago
   * @param patience for how long it may be prepared; whoever waits no longer, it still will be
   */
  public Lease acquire(RegisteredModel model, Deadline patience)
      throws TimeoutException, InterruptedException {
    CacheEntry entry = acquireEntry(model);
    try {
      return lease(entry, awaited(entry, patience));
    } catch (Throwable e) {
      release(entry);
      throw e;
    }
  }

  private static LoadedModel awaited(CacheEntry entry, Deadline patience)
      throws TimeoutException, InterruptedException {
    try {
      return patience.await(entry.model);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new IllegalStateException(e.getCause());
    }
  }

  @Override
  public void pass(RegisteredModel model) {
    try {
      acquire(model, Deadline.of(LONG)).close();
    } catch (TimeoutException e) {
      throw new IllegalStateException("A model was not ready within " + LONG, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while a model was made ready", e);
    }
  }

  /** Whether a model is in memory, or known not to come there; if not, it is now being prepared. */
  boolean isSettled(RegisteredModel model) {
    CacheEntry entry = acquireEntry(model);
    try {
      return entry.model.isDone();
    } finally {
      release(entry);
    }
  }

  /**
   * Whether a model could not be prepared a moment ago, and will not be tried again yet. To ask
   * prepares nothing, and puts no other model away.
   */
  public synchronized boolean isRefused(RegisteredModel model) {
    Instant now = clock.instant();
    return entries.entrySet().stream() // get() would count as a use
        .filter(entry -> entry.getKey().equals(model.id()))
        .map(Map.Entry::getValue)
        .anyMatch(entry -> entry.model.isCompletedExceptionally() && !entry.isStale(now));
  }

  private Lease lease(CacheEntry entry, LoadedModel prepared) {
    return new Lease() {
      @Override
      public LoadedModel model() {
        return prepared;
      }

      @Override
      public void close() {
        release(entry);
      }
    };
  }

  private synchronized CacheEntry acquireEntry(RegisteredModel model) {
    Instant now = clock.instant();
    CacheEntry entry = entries.get(model.id());
    if (entry == null || entry.isStale(now)) {
      entry =
          new CacheEntry(
              CompletableFuture.supplyAsync(() -> preparation.apply(model), preparing), now);
      entries.put(model.id(), entry);
    }
    entry.users++;
    evict();
    return entry;
  }

  private synchronized void release(CacheEntry entry) {
    entry.users--;
    evict();
  }

  private void evict() {
    Iterator<CacheEntry> oldestFirst = entries.values().iterator();
    while (entries.size() > capacity && oldestFirst.hasNext()) {
      CacheEntry entry = oldestFirst.next();
      if (entry.users == 0) {
        oldestFirst.remove();
        entry.clear();
      }
    }
  }

  @PreDestroy
  void close() throws InterruptedException {
    synchronized (this) {
      capacity = 0;
      evict();
    }
    preparing.shutdown();
    preparing.awaitTermination(1, TimeUnit.MINUTES);
  }
}
