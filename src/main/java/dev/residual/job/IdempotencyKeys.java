package dev.residual.job;

import java.time.Clock;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Stores idempotency keys for one day, each with the job that its request created. */
@Component
public class IdempotencyKeys {

  private static final Duration RETENTION = Duration.ofDays(1);

  private final JdbcClient jdbc;
  private final Clock clock;

  IdempotencyKeys(JdbcClient jdbc, Clock clock) {
    this.jdbc = jdbc;
    this.clock = clock;
  }

  /** Returns the job that a request with this key created; empty if the key is new or expired. */
  Optional<UUID> jobOf(String key) {
    return jdbc.sql(
            "select job_id from idempotency_key where client_key = :key and created_at > :oldest")
        .param("key", key)
        .param("oldest", oldest())
        .query(UUID.class)
        .optional();
  }

  /**
   * Claims a key for a job in the caller's transaction.
   *
   * @throws org.springframework.dao.DuplicateKeyException if another request has claimed the key
   * @throws org.springframework.dao.PessimisticLockingFailureException if another request is
   *     claiming the key at the same time
   */
  void claim(String key, UUID job) {
    deleteExpired();
    jdbc.sql(
            "insert into idempotency_key (client_key, job_id, created_at) values (:key, :job,"
                + " :now)")
        .param("key", key)
        .param("job", job)
        .param("now", clock.instant().atOffset(ZoneOffset.UTC))
        .update();
  }

  /** Deletes the keys that are older than a day. */
  public void deleteExpired() {
    jdbc.sql("delete from idempotency_key where created_at <= :oldest")
        .param("oldest", oldest())
        .update();
  }

  private OffsetDateTime oldest() {
    return clock.instant().minus(RETENTION).atOffset(ZoneOffset.UTC);
  }
}
