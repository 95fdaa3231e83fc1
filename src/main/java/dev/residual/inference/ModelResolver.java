package dev.residual.inference;

import dev.residual.model.AliasesChanged;
import dev.residual.model.ModelRegistry;
import dev.residual.model.RegisteredModel;
import dev.residual.web.DatabaseOutage;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.transaction.event.TransactionPhase;
import org.springframework.transaction.event.TransactionalEventListener;

/**
 * Finds the model of an alias or id. Results are cached for a second: a change on this node is seen
 * at once, and a change on another node within a second. The previous model is served until the new
 * one is loaded, so no request waits for it. While the database is unavailable the last result is
 * used.
 */
@Component
public class ModelResolver {

  private static final Logger log = LoggerFactory.getLogger(ModelResolver.class);
  private static final Duration TIME_TO_LIVE = Duration.ofSeconds(1);

  /** The maximum number of cached names, which is more than a service usually has. */
  private static final int MAX_NAMES = 1_000;

  /** The expiry of entries after a change on this node: every request looks them up again. */
  private static final Instant EXPIRED = Instant.EPOCH;

  private record CachedModel(RegisteredModel model, Instant expiry) {}

  private final ModelRegistry registry;
  private final ModelCache models;
  private final Clock clock;
  private final Map<String, CachedModel> cache = new ConcurrentHashMap<>();
  private final AtomicLong changes = new AtomicLong();

  ModelResolver(ModelRegistry registry, ModelCache models, Clock clock) {
    this.registry = registry;
    this.models = models;
    this.clock = clock;
  }

  /**
   * Returns the model with a name, or empty if there is none.
   *
   * @param name an alias or a model's id
   */
  Optional<RegisteredModel> find(String name) {
    CachedModel last = cache.get(name);
    Instant now = clock.instant();
    if (last != null && now.isBefore(last.expiry())) {
      return Optional.of(last.model());
    }
    if (last != null && !last.expiry().equals(EXPIRED)) {
      // Other requests use the previous result while this one looks it up.
      cache.replace(name, last, new CachedModel(last.model(), now.plus(TIME_TO_LIVE)));
    }
    long change = changes.get();
    Optional<RegisteredModel> found = lookUp(name, last);
    if (last != null || cache.size() < MAX_NAMES) {
      cache.compute(name, (key, other) -> updated(found, now, change, other));
    }
    return found;
  }

  /**
   * Returns the new entry. A result that was read before a change is not cached: it may be stale.
   */
  private @Nullable CachedModel updated(
      Optional<RegisteredModel> found, Instant now, long change, @Nullable CachedModel other) {
    if (changes.get() != change) {
      return other;
    }
    return found.map(model -> new CachedModel(model, now.plus(TIME_TO_LIVE))).orElse(null);
  }

  private Optional<RegisteredModel> lookUp(String name, @Nullable CachedModel last) {
    try {
      Optional<RegisteredModel> found = registry.find(name);
      return last == null ? found : found.map(model -> nextIfLoaded(last.model(), model));
    } catch (RuntimeException e) {
      if (last == null || !DatabaseOutage.isCauseOf(e)) {
        throw e;
      }
      log.warn(
          "The database is unavailable; model {} is served as last known: {}",
          name,
          e.getMessage());
      return Optional.of(last.model());
    }
  }

  private RegisteredModel nextIfLoaded(RegisteredModel last, RegisteredModel next) {
    return last.id().equals(next.id()) || models.isSettled(next) ? next : last;
  }

  @TransactionalEventListener(phase = TransactionPhase.AFTER_COMMIT, fallbackExecution = true)
  public void invalidate(AliasesChanged event) {
    changes.incrementAndGet();
    cache.replaceAll((name, last) -> new CachedModel(last.model(), EXPIRED));
  }
}
