package dev.residual.inference;

import dev.residual.OutOfMemory;
import dev.residual.storage.StorageUnavailableException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * An entry of the model cache: a model that is loaded or is being loaded, or the error of loading
 * it.
 */
final class CacheEntry {

  /** A damaged model is not read again earlier, because reading it takes as long as a sound one. */
  private static final Duration RETRY_INTERVAL = Duration.ofSeconds(10);

  final CompletableFuture<LoadedModel> model;
  private final Instant since;

  /**
   * The number of leases and of requests that wait for the model; guarded by {@link ModelCache}.
   */
  int users;

  CacheEntry(CompletableFuture<LoadedModel> model, Instant now) {
    this.model = model;
    since = now;
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

  /** Closes the model. It is called once, when there are no users. */
  void close() {
    model.thenAccept(LoadedModel::close);
  }
}
