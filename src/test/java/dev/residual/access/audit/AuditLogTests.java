package dev.residual.access.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.residual.web.Cursor;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.data.jpa.test.autoconfigure.DataJpaTest;
import org.springframework.boot.flyway.autoconfigure.FlywayAutoConfiguration;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.context.annotation.Import;

@DataJpaTest(showSql = false)
@ImportAutoConfiguration({FlywayAutoConfiguration.class, JacksonAutoConfiguration.class})
@Import(AuditLog.class)
class AuditLogTests {

  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  @Autowired private AuditLog log;

  @Test
  void entriesAreReadAsTheyWereAdded() {
    AuditEntry change = add(0, UUID.randomUUID(), null);
    AuditEntry refusal = add(1, null, 403);

    assertThat(log.newest(10, null)).containsExactly(refusal, change);
  }

  @Test
  void nextPageBeginsAfterTheLastEntry() {
    List<AuditEntry> entries = List.of(add(0, null, 401), add(0, null, 401), add(1, null, 401));

    List<AuditEntry> first = log.newest(2, null);
    AuditEntry last = first.get(1);
    List<AuditEntry> second = log.newest(2, new Cursor(last.at(), last.id()));

    assertThat(first).hasSize(2).startsWith(entries.get(2));
    assertThat(second).hasSize(1).doesNotContainAnyElementsOf(first);
  }

  @Test
  void entriesBeforeATimeAreDeleted() {
    add(0, null, 401);
    AuditEntry kept = add(1, null, 401);

    log.deleteBefore(START.plusSeconds(1));

    assertThat(log.newest(10, null)).containsExactly(kept);
  }

  private AuditEntry add(int second, UUID key, Integer status) {
    AuditEntry entry =
        new AuditEntry(
            UUID.randomUUID(),
            START.plusSeconds(second),
            key,
            "2001:db8::1",
            "DELETE",
            "/jobs/7",
            status,
            "request");
    log.add(entry);
    return entry;
  }
}
