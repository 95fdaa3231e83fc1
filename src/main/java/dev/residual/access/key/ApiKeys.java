package dev.residual.access.key;

import dev.residual.access.KeyLimits;
import dev.residual.access.Limits;
import dev.residual.access.Role;
import dev.residual.web.Cursor;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The table of keys. Rows are kept when a key is revoked, because what it made has its id. */
@Component
class ApiKeys implements KeyLimits {

  /**
   * A key and the digest by which it is recognized.
   *
   * @param sha256 of the whole key
   */
  record Known(ApiKey key, byte[] sha256) {}

  private static final String LIMIT_COLUMNS =
      "images_per_second, concurrent_predictions, event_streams, unfinished_jobs, stored_bytes";

  private static final String COLUMNS =
      "id, prefix, name, role, created_at, expires_at, revoked_at, last_used_at, " + LIMIT_COLUMNS;

  private static final String SELECT_KNOWN = "select " + COLUMNS + ", sha256 from access_key";

  private final JdbcClient jdbc;

  ApiKeys(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * Adds a key.
   *
   * @throws org.springframework.dao.DuplicateKeyException if there is one of this prefix
   */
  void insert(ApiKey key, KeyText text) {
    jdbc.sql(
            "insert into access_key (id, prefix, sha256, name, role, created_at, expires_at, "
                + LIMIT_COLUMNS
                + """
                ) values (:id, :prefix, :sha256, :name, :role, :createdAt, :expiresAt,
                  :imagesPerSecond, :concurrentPredictions, :eventStreams, :unfinishedJobs,
                  :storedBytes)
                """)
        .param("id", key.id())
        .param("prefix", text.prefix())
        .param("sha256", HexFormat.of().formatHex(text.sha256()))
        .param("name", key.name())
        .param("role", key.role().name())
        .param("createdAt", time(key.createdAt()))
        .param("expiresAt", time(key.expiresAt()))
        .param("imagesPerSecond", key.limits().imagesPerSecond())
        .param("concurrentPredictions", key.limits().concurrentPredictions())
        .param("eventStreams", key.limits().eventStreams())
        .param("unfinishedJobs", key.limits().unfinishedJobs())
        .param("storedBytes", key.limits().storedBytes())
        .update();
    countChange();
  }

  /**
   * Returns a number that is another one after each change of a key. A change that is not yet
   * committed is not counted.
   */
  long changes() {
    return jdbc.sql("select key_changes from access_lock").query(Long.class).single();
  }

  private void countChange() {
    jdbc.sql("update access_lock set key_changes = key_changes + 1").update();
  }

  /** Waits for the lock that a transaction holds that makes the first key, or changes one. */
  void lock() {
    jdbc.sql("select id from access_lock for update").query(Integer.class).single();
  }

  boolean isEmpty() {
    return jdbc.sql("select count(*) from access_key").query(Long.class).single() == 0;
  }

  List<Known> all() {
    return jdbc.sql(SELECT_KNOWN).query((row, index) -> known(row)).list();
  }

  Optional<Known> known(UUID id) {
    return jdbc.sql(SELECT_KNOWN + " where id = :id")
        .param("id", id)
        .query((row, index) -> known(row))
        .optional();
  }

  Optional<ApiKey> find(UUID id) {
    return jdbc.sql("select " + COLUMNS + " from access_key where id = :id")
        .param("id", id)
        .query((row, index) -> key(row))
        .optional();
  }

  @Override
  public Limits of(UUID key) {
    return find(key).map(ApiKey::limits).orElse(Limits.NONE);
  }

  /** Returns up to {@code count} keys, newest first. */
  List<ApiKey> newest(int count, @Nullable Cursor after) {
    String older =
        after == null
            ? ""
            : " where created_at <= :createdAt and (created_at < :createdAt or id < :id)";
    return jdbc.sql(
            "select "
                + COLUMNS
                + " from access_key"
                + older
                + " order by created_at desc, id desc limit :count")
        .params(
            after == null
                ? Map.of("count", count)
                : Map.of("count", count, "createdAt", utc(after.createdAt()), "id", after.id()))
        .query((row, index) -> key(row))
        .list();
  }

  /** Returns whether another key than this one is accepted for an admin at a time. */
  boolean hasOtherAdmin(UUID id, Instant now) {
    return jdbc.sql(
                """
                select count(*) from access_key
                where role = 'ADMIN' and id <> :id and revoked_at is null
                  and (expires_at is null or expires_at > :now)
                """)
            .param("id", id)
            .param("now", utc(now))
            .query(Long.class)
            .single()
        > 0;
  }

  /** Stores what can be changed of a key. */
  void update(UUID id, String name, @Nullable Instant expiresAt, Limits limits) {
    jdbc.sql(
            """
            update access_key set name = :name, expires_at = :expiresAt,
              images_per_second = :imagesPerSecond,
              concurrent_predictions = :concurrentPredictions, event_streams = :eventStreams,
              unfinished_jobs = :unfinishedJobs, stored_bytes = :storedBytes
            where id = :id
            """)
        .param("id", id)
        .param("name", name)
        .param("expiresAt", time(expiresAt))
        .param("imagesPerSecond", limits.imagesPerSecond())
        .param("concurrentPredictions", limits.concurrentPredictions())
        .param("eventStreams", limits.eventStreams())
        .param("unfinishedJobs", limits.unfinishedJobs())
        .param("storedBytes", limits.storedBytes())
        .update();
    countChange();
  }

  void revoke(UUID id, Instant now) {
    jdbc.sql("update access_key set revoked_at = :now where id = :id and revoked_at is null")
        .param("now", utc(now))
        .param("id", id)
        .update();
    countChange();
  }

  /** Stores when a key was used, unless another node knows of a later use. */
  void used(UUID id, Instant at) {
    jdbc.sql(
            """
            update access_key set last_used_at = :at
            where id = :id and (last_used_at is null or last_used_at < :at)
            """)
        .param("at", utc(at))
        .param("id", id)
        .update();
  }

  private static Known known(ResultSet row) throws SQLException {
    return new Known(key(row), HexFormat.of().parseHex(row.getString("sha256")));
  }

  private static ApiKey key(ResultSet row) throws SQLException {
    return new ApiKey(
        row.getObject("id", UUID.class),
        row.getString("prefix"),
        row.getString("name"),
        Role.valueOf(row.getString("role")),
        limits(row),
        row.getObject("created_at", OffsetDateTime.class).toInstant(),
        instant(row, "expires_at"),
        instant(row, "revoked_at"),
        instant(row, "last_used_at"));
  }

  private static Limits limits(ResultSet row) throws SQLException {
    return new Limits(
        row.getObject("images_per_second", Integer.class),
        row.getObject("concurrent_predictions", Integer.class),
        row.getObject("event_streams", Integer.class),
        row.getObject("unfinished_jobs", Integer.class),
        row.getObject("stored_bytes", Long.class));
  }

  private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
    OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
    return time == null ? null : time.toInstant();
  }

  private static @Nullable OffsetDateTime time(@Nullable Instant instant) {
    return instant == null ? null : utc(instant);
  }

  private static OffsetDateTime utc(Instant instant) {
    return instant.atOffset(ZoneOffset.UTC);
  }
}
