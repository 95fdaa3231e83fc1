package dev.residual.job;

import dev.residual.access.Caller;
import dev.residual.web.Problem;
import java.time.Clock;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;
import org.springframework.http.HttpStatus;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Stores idempotency keys for one day, each with the job, or another thing, that its request
 * created. Each client has its own, so that none learns of what another created.
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
   * The key of a request that creates something.
   *
   * @param kind what it creates, such as {@code job}; each kind has keys of its own
   * @param name what the client has chosen
   * @param requestSha256 SHA-256 of the request as the client has sent it, with its defaults, in
   *     lower-case hexadecimal; the stored request has versions and ids in place of names
   */
  public record Key(String kind, String name, String requestSha256) {

    private static final String JOB = "job";

    /** Creates the key of a request for a job. */
    public Key(String name, String requestSha256) {
      this(JOB, name, requestSha256);
    }
  }

  private static final Duration IN_USE_RETRY_AFTER = Duration.ofSeconds(1);

  private static final Duration RETENTION = Duration.ofDays(1);
  private static final UUID NOBODY = new UUID(0, 0);

  private final JdbcClient jdbc;
  private final Clock clock;

  IdempotencyKeys(JdbcClient jdbc, Clock clock) {
    this.jdbc = jdbc;
    this.clock = clock;
  }

  /** Returns the use of a key for a job, or empty if the key is new or expired. */
  Optional<Use> find(String key) {
    return find(Key.JOB, key);
  }

  private Optional<Use> find(String kind, String key) {
    return jdbc.sql(
            "select created_id as job, request_sha256 from idempotency_key where kind = :kind and"
                + " client_key = :key and owner = :owner and created_at > :oldest")
        .param("kind", kind)
        .param("key", key)
        .param("owner", owner())
        .param("oldest", oldest())
        .query(Use.class)
        .optional();
  }

  /**
   * Returns what an earlier request with the same key created, or empty if there was none.
   *
   * @param exists says whether it is still there
   * @throws Problem if the key was used with another request, or if what it created is gone
   */
  public Optional<UUID> created(Key key, Predicate<UUID> exists) {
    return find(key.kind(), key.name())
        .map(
            use -> {
              if (!exists.test(use.job())) {
                throw deleted(key, use.job());
              }
              if (!use.requestSha256().equals(key.requestSha256())) {
                throw reused(key, use.job());
              }
              return use.job();
            });
  }

  private static Problem reused(Key key, UUID created) {
    return Problem.of(
        HttpStatus.UNPROCESSABLE_CONTENT,
        "idempotency-key-reused",
        String.format(
            Locale.ROOT,
            "Idempotency-Key %s was used before with another body, which created %s %s",
            key.name(),
            key.kind(),
            created));
  }

  private static Problem deleted(Key key, UUID created) {
    return Problem.of(
        HttpStatus.CONFLICT,
        key.kind() + "-deleted",
        String.format(
            Locale.ROOT,
            "Idempotency-Key %s created %s %s, which was deleted; a new %s needs a new key",
            key.name(),
            key.kind(),
            created,
            key.kind()));
  }

  /** Returns the problem of a request whose key another request is claiming. */
  public static Problem inUse(Key key) {
    return Problem.of(
            HttpStatus.CONFLICT,
            "idempotency-key-in-use",
            String.format(
                Locale.ROOT,
                "The first request with Idempotency-Key %s is still being accepted",
                key.name()))
        .retryAfter(IN_USE_RETRY_AFTER);
  }

  /**
   * Claims a key in the caller's transaction.
   *
   * @param created the id of what the request creates
   * @throws org.springframework.dao.DuplicateKeyException if another request has claimed the key
   * @throws org.springframework.dao.PessimisticLockingFailureException if another request is
   *     claiming the key at the same time
   */
  public void claim(Key key, UUID created) {
    deleteExpired();
    jdbc.sql(
            "insert into idempotency_key"
                + " (kind, client_key, owner, created_id, request_sha256, created_at)"
                + " values (:kind, :key, :owner, :created, :request, :now)")
        .param("kind", key.kind())
        .param("key", key.name())
        .param("owner", owner())
        .param("created", created)
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
