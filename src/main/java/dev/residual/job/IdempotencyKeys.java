package dev.residual.job;

import dev.residual.access.Caller;
import java.time.Clock;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Stores idempotency keys for one day, each with the job that its request created. Each client has
 * its own, so that none learns of another's job.
 */
@Component
public class IdempotencyKeys {

  /**
   * The request that used a key.
   *
   * @param job the job that it created
   * @param requestSha256 SHA-256 of the request, in lower-case hexadecimal
   */
  record Use(UUID job, String requestSha256) {}

  /**
   * The key of a request for a job.
   *
   * @param name what the client has chosen
   * @param requestSha256 SHA-256 of the request as the client has sent it, with its defaults, in
   *     lower-case hexadecimal; the stored request has versions and ids in place of names
   */
  public record Key(String name, String requestSha256) {}

  private static final Duration RETENTION = Duration.ofDays(1);
  private static final UUID NOBODY = new UUID(0, 0);

  private final JdbcClient jdbc;
  private final Clock clock;

  IdempotencyKeys(JdbcClient jdbc, Clock clock) {
    this.jdbc = jdbc;
    this.clock = clock;
  }

  /** Returns the use of a key, or empty if the key is new or expired. */
  Optional<Use> find(String key) {
    return jdbc.sql(
            "select job_id as job, request_sha256 from idempotency_key where client_key = :key and"
                + " owner = :owner and created_at > :oldest")
        .param("key", key)
        .param("owner", owner())
        .param("oldest", oldest())
        .query(Use.class)
        .optional();
  }

  /**
   * Claims a key for a job in the caller's transaction.
   *
   * @throws org.springframework.dao.DuplicateKeyException if another request has claimed the key
   * @throws org.springframework.dao.PessimisticLockingFailureException if another request is
   *     claiming the key at the same time
   */
  void claim(Key key, UUID job) {
    deleteExpired();
    jdbc.sql(
            "insert into idempotency_key (client_key, owner, job_id, request_sha256, created_at)"
                + " values (:key, :owner, :job, :request, :now)")
        .param("key", key.name())
        .param("owner", owner())
        .param("job", job)
        .param("request", key.requestSha256())
        .param("now", clock.instant().atOffset(ZoneOffset.UTC))
        .update();
  }

  /** Deletes the keys that are older than a day. */
  public void deleteExpired() {
    jdbc.sql("delete from idempotency_key where created_at <= :oldest")
        .param("oldest", oldest())
        .update();
  }

  /** A part of a primary key cannot be null. */
  private static UUID owner() {
    return Caller.current().map(Caller::id).orElse(NOBODY);
  }

  private OffsetDateTime oldest() {
    return clock.instant().minus(RETENTION).atOffset(ZoneOffset.UTC);
  }
}
