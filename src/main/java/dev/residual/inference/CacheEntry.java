package dev.residual.inference;

import dev.residual.storage.StorageUnavailableException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** Where a model is kept in memory, or will be once it is prepared. */
final class CacheEntry {

  /** Reading a damaged model takes as long as reading a whole one. */
  private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(10);

  final CompletableFuture<LoadedModel> model;
  private final Instant since;

  /** How many want what is here; guarded by {@link ModelCache}. */
  int users;

  CacheEntry(CompletableFuture<LoadedModel> model, Instant now) {
    this.model = model;
    since = now;
  }

  /** Whether it is worth a try to prepare the model anew. */
  boolean isStale(Instant now) {
    return model.isCompletedExceptionally()
        && (cause() instanceof StorageUnavailableException
            || !now.isBefore(since.plus(BETWEEN_LOOKS)));
  }

  private @Nullable Throwable cause() {
    try {
      model.join();
      throw new IllegalStateException("It is there");
    } catch (CompletionException e) {
      return e.getCause();
    }
  }

  /** To be called once, when nobody wants what is here. */
  void clear() {
    model.thenAccept(LoadedModel::close);
  }
}
