package dev.residual.access.key;

import jakarta.annotation.PreDestroy;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** Notes when keys are used, and stores it once a minute, so that no request waits for that. */
@Component
class KeyUses {

  private final ApiKeys table;
  private final Map<UUID, Instant> unsaved = new ConcurrentHashMap<>();

  KeyUses(ApiKeys table) {
    this.table = table;
  }

  void note(UUID key, Instant at) {
    unsaved.put(key, at);
  }

  /** Stores the uses since the last call. One that cannot be stored is stored later. */
  @PreDestroy
  @Scheduled(fixedDelay = 1, initialDelay = 1, timeUnit = TimeUnit.MINUTES)
  void save() {
    unsaved.forEach(
        (key, at) -> {
          table.used(key, at);
          unsaved.remove(key, at);
        });
  }
}
