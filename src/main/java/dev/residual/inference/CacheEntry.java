package dev.residual.inference;

import dev.residual.OutOfMemory;
import dev.residual.storage.StorageUnavailableException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;

/**
 * An entry of the model cache: a model that is loaded or is being loaded, or the error of loading
 * it. It is also the task that loads the model.
 */
final class CacheEntry implements Runnable {

  /**
   * The time after which a damaged model is read again. It is not read for each request, because
   * that takes as long as reading an intact model.
   */
  private static final Duration RETRY_INTERVAL = Duration.ofSeconds(10);

  /** The loaded model. If it is completed before the task has run, the task is cancelled. */
  final CompletableFuture<LoadedModel> model = new CompletableFuture<>();

  private final Supplier<LoadedModel> loader;
  private final Instant since;

  /**
   * The number of leases and of requests that wait for the model; guarded by {@link ModelCache}.
   */
  int users;

  /** Says whether the model was deleted; guarded by {@link ModelCache}. */
  boolean deleted;

  CacheEntry(Supplier<LoadedModel> loader, Instant now) {
    this.loader = loader;
    since = now;
  }

  /** Loads the model, unless that was cancelled. */
  @Override
  public void run() {
    if (model.isDone()) {
      return;
    }
    try {
      LoadedModel loaded = loader.get();
      if (!model.complete(loaded)) {
        loaded.close(); // the task was cancelled while it ran
      }
    } catch (RuntimeException | Error e) {
      model.completeExceptionally(e);
    }
  }

  /** Returns whether loading has failed and should be tried again. */
  boolean isStale(Instant now) {
    return model.isCompletedExceptionally()
        && (mayBeSound() || !now.isBefore(since.plus(RETRY_INTERVAL)));
  }

  private boolean mayBeSound() {
    try {
      model.join();
      return true;
    } catch (CompletionException e) {
      return e.getCause() instanceof StorageUnavailableException || OutOfMemory.isCauseOf(e);
    }
  }
}
