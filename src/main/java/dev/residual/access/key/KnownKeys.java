package dev.residual.access.key;

import dev.residual.access.AccessControl;
import dev.residual.access.key.ApiKeys.Known;
import dev.residual.web.DatabaseOutage;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.dao.DataAccessException;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * All keys in memory. So a request costs no query, a flood of invalid keys does not reach the
 * database, and known keys work while that is away. Every ten seconds one query tells whether they
 * were changed; only then are they read again, because reading 10,000 of them that often would take
 * time from the predictions. A key that another node revokes is accepted for ten seconds more.
 */
@Component
class KnownKeys implements SmartInitializingSingleton {

  private static final Logger log = LoggerFactory.getLogger(KnownKeys.class);

  private static final int REFRESH_SECONDS = 10;

  /** How often an unknown key leads to a query, because another node may just have made it. */
  private static final Duration MIN_AGE = Duration.ofSeconds(1);

  /** How long a row that somebody has changed by hand, and not counted, may stay unnoticed. */
  private static final Duration MAX_AGE = Duration.ofMinutes(5);

  private final ApiKeys table;
  private final AccessControl access;
  private final Clock clock;
  private final ReentrantLock refreshing = new ReentrantLock();

  private volatile Map<String, Known> byPrefix = new ConcurrentHashMap<>();
  private volatile Map<UUID, ApiKey> byId = new ConcurrentHashMap<>();
  private volatile Instant readAt = Instant.MIN;
  private volatile Instant askedAt = Instant.MIN;
  private volatile long changes;
  private volatile boolean current;

  KnownKeys(ApiKeys table, AccessControl access, Clock clock) {
    this.table = table;
    this.access = access;
    this.clock = clock;
  }

  @Override
  public void afterSingletonsInstantiated() {
    refreshPeriodically();
  }

  @Scheduled(
      fixedDelay = REFRESH_SECONDS,
      initialDelay = REFRESH_SECONDS,
      timeUnit = TimeUnit.SECONDS)
  void refreshPeriodically() {
    if (!access.isOpen()) { // otherwise no client sends one
      refreshIfChanged();
    }
  }

  /** Returns the key with a prefix, or empty if there is none. */
  Optional<Known> find(String prefix) {
    Known known = byPrefix.get(prefix);
    if (known == null) {
      refreshUnlessNew();
      known = byPrefix.get(prefix);
    }
    return Optional.ofNullable(known);
  }

  /** Returns the key with an id as it was read last, or empty if there is none. */
  Optional<ApiKey> find(UUID id) {
    return Optional.ofNullable(byId.get(id));
  }

  /** Looks for changes, unless that was just done. Waits for another thread that does it. */
  private void refreshUnlessNew() {
    refreshing.lock();
    try {
      if (clock.instant().isAfter(askedAt.plus(MIN_AGE))) {
        refreshIfChanged();
      }
    } finally {
      refreshing.unlock();
    }
  }

  /** Returns whether the last query was answered, so that an unknown key is none. */
  boolean isCurrent() {
    return current;
  }

  /**
   * Reads one key that was made or changed, which is faster than all if there are many. The change
   * was made, also if the database is away now.
   */
  void refresh(UUID id) {
    refreshing.lock();
    try {
      table.known(id).ifPresent(known -> put(known, byPrefix, byId));
    } catch (DataAccessException e) {
      if (!DatabaseOutage.isCauseOf(e)) {
        throw e;
      }
      current = false;
    } finally {
      refreshing.unlock();
    }
  }

  private static void put(Known known, Map<String, Known> byPrefix, Map<UUID, ApiKey> byId) {
    byPrefix.put(known.key().prefix(), known);
    byId.put(known.key().id(), known.key());
  }

  /** Reads all keys. While the database is away, they stay what they were. */
  void refresh() {
    ask(this::readAll);
  }

  private void refreshIfChanged() {
    ask(
        () -> {
          if (!clock.instant().isBefore(readAt.plus(MAX_AGE)) || table.changes() != changes) {
            readAll();
          }
        });
  }

  private void readAll() {
    long before = table.changes(); // a change after this is found next time
    Map<String, Known> all = new ConcurrentHashMap<>();
    Map<UUID, ApiKey> ids = new ConcurrentHashMap<>();
    table.all().forEach(known -> put(known, all, ids));
    byPrefix = all;
    byId = ids;
    changes = before;
    readAt = clock.instant();
  }

  private void ask(Runnable query) {
    refreshing.lock();
    try {
      query.run();
      current = true;
    } catch (DataAccessException e) {
      if (!DatabaseOutage.isCauseOf(e)) {
        throw e;
      }
      if (current) {
        log.warn("Keys are not read again until the database is back: {}", e.getMessage());
      }
      current = false;
    } finally {
      askedAt = clock.instant();
      refreshing.unlock();
    }
  }
}
