package dev.residual.access.audit;

import dev.residual.web.Cursor;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The table of the audit log. Entries are added, and deleted only when they are old. */
@Component
class AuditLog {

  private static final String COLUMNS =
      "id, created_at, key_id, address, verb, target, status, request_id";

  private final JdbcClient jdbc;

  AuditLog(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** Adds an entry in the caller's transaction, if there is one. */
  void add(AuditEntry entry) {
    jdbc.sql(
            "insert into audit_entry ("
                + COLUMNS
                + ") values (:id, :at, :keyId, :address, :verb, :target, :status, :requestId)")
        .param("id", entry.id())
        .param("at", utc(entry.at()))
        .param("keyId", entry.keyId())
        .param("address", entry.address())
        .param("verb", entry.verb())
        .param("target", entry.target())
        .param("status", entry.status())
        .param("requestId", entry.requestId())
        .update();
  }

  /** Returns up to {@code count} entries, newest first. */
  List<AuditEntry> newest(int count, @Nullable Cursor after) {
    String older =
        after == null ? "" : " where created_at <= :at and (created_at < :at or id < :id)";
    return jdbc.sql(
            "select "
                + COLUMNS
                + " from audit_entry"
                + older
                + " order by created_at desc, id desc limit :count")
        .params(
            after == null
                ? Map.of("count", count)
                : Map.of("count", count, "at", utc(after.createdAt()), "id", after.id()))
        .query((row, index) -> entry(row))
        .list();
  }

  void deleteBefore(Instant limit) {
    jdbc.sql("delete from audit_entry where created_at < :limit")
        .param("limit", utc(limit))
        .update();
  }

  private static AuditEntry entry(ResultSet row) throws SQLException {
    return new AuditEntry(
        row.getObject("id", UUID.class),
        row.getObject("created_at", OffsetDateTime.class).toInstant(),
        row.getObject("key_id", UUID.class),
        row.getString("address"),
        row.getString("verb"),
        row.getString("target"),
        row.getObject("status", Integer.class),
        row.getString("request_id"));
  }

  private static OffsetDateTime utc(Instant instant) {
    return instant.atOffset(ZoneOffset.UTC);
  }
}
