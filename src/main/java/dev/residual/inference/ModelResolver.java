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
 * Which model a name leads to, looked up at most once a second: a change on this node is seen at
 * once, one on another node within a second. A model takes over once it is prepared, so that nobody
 * waits for it; with the database away the last answer holds.
 */
@Component
public class ModelResolver {

  private static final Logger log = LoggerFactory.getLogger(ModelResolver.class);
  private static final Duration FRESH = Duration.ofSeconds(1);

  /** More names than a service has; what is beyond is looked up each time. */
  private static final int MOST = 1_000;

  /** Everybody looks anew after a change on this node. */
  private static final Instant CHANGED = Instant.EPOCH;

  private record Known(RegisteredModel model, Instant until) {}

  private final ModelRegistry registry;
  private final ModelCache models;
  private final Clock clock;
  private final Map<String, Known> known = new ConcurrentHashMap<>();
  private final AtomicLong changes = new AtomicLong();

  ModelResolver(ModelRegistry registry, ModelCache models, Clock clock) {
    this.registry = registry;
    this.models = models;
    this.clock = clock;
  }

  /**
   * @param name an alias or a model's id
   */
  Optional<RegisteredModel> find(String name) {
    Known last = known.get(name);
    Instant now = clock.instant();
    if (last != null && now.isBefore(last.until())) {
      return Optional.of(last.model());
    }
    if (last != null && !last.until().equals(CHANGED)) {
      // Others go on with what is known while this one looks.
      known.replace(name, last, new Known(last.model(), now.plus(FRESH)));
    }
    long change = changes.get();
    Optional<RegisteredModel> found = look(name, last);
    if (last != null || known.size() < MOST) {
      known.compute(name, (key, other) -> remembered(found, now, change, other));
    }
    return found;
  }

  /** What was looked up before a change may be what it was before it. */
  private @Nullable Known remembered(
      Optional<RegisteredModel> found, Instant now, long change, @Nullable Known other) {
    if (changes.get() != change) {
      return other;
    }
    return found.map(model -> new Known(model, now.plus(FRESH))).orElse(null);
  }

  private Optional<RegisteredModel> look(String name, @Nullable Known last) {
    try {
      Optional<RegisteredModel> found = registry.find(name);
      return last == null ? found : found.map(model -> successor(last.model(), model));
    } catch (RuntimeException e) {
      if (last == null || !DatabaseOutage.isCauseOf(e)) {
        throw e;
      }
      log.warn("Model {} is served as last known: {}", name, e.getMessage());
      return Optional.of(last.model());
    }
  }

  private RegisteredModel successor(RegisteredModel last, RegisteredModel next) {
    return last.id().equals(next.id()) || models.isSettled(next) ? next : last;
  }

  @TransactionalEventListener(phase = TransactionPhase.AFTER_COMMIT, fallbackExecution = true)
  public void lookAgain(AliasesChanged event) {
    changes.incrementAndGet();
    known.replaceAll((name, last) -> new Known(last.model(), CHANGED));
  }
}
