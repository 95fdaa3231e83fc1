package dev.residual.access.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.http.HttpMethod.DELETE;
import static org.springframework.http.HttpMethod.POST;

import dev.residual.access.KeyClient;
import dev.residual.access.KeysTest;
import dev.residual.access.Role;
import dev.residual.job.JobClient;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;
import tools.jackson.databind.JsonNode;

/** Tests which requests are in the audit log. */
@KeysTest
class AuditHttpTests {

  @Autowired private KeyClient client;
  @Autowired private MockMvcTester http;
  @Autowired private JdbcClient jdbc;
  @Autowired private AuditLog log;
  @Autowired private Clock clock;

  @BeforeEach
  void empty() {
    client.key(Role.TRAINER);
    client.key(Role.VIEWER);
    jdbc.sql("delete from audit_entry").update();
  }

  private JsonNode entries() {
    return client.body(client.get(client.key(Role.ADMIN), "/audit")).path("items");
  }

  @Test
  void changeIsRecordedOnce() {
    JsonNode trainer = client.create(Role.TRAINER);
    jdbc.sql("delete from audit_entry").update();

    MvcTestResult accepted =
        http.post()
            .uri("/jobs")
            .header("X-API-Key", trainer.path("key").asString())
            .header("X-Request-Id", "of-a-proxy:7")
            .contentType("application/json")
            .content(JobClient.LONG)
            .exchange();

    assertThat(accepted).hasStatus(202).hasHeader("X-Request-Id", "of-a-proxy:7");
    assertThat(entries())
        .singleElement()
        .satisfies(
            entry -> {
              assertThat(entry.path("keyId")).isEqualTo(trainer.path("id"));
              assertThat(entry.path("address").asString()).isEqualTo("127.0.0.1");
              assertThat(entry.path("verb").asString()).isEqualTo("POST");
              assertThat(entry.path("target").asString()).isEqualTo("/jobs");
              assertThat(entry.path("status").isNull()).isTrue();
              assertThat(entry.path("requestId").asString()).isEqualTo("of-a-proxy:7");
            });
  }

  @Test
  void keyInThePathIsNotStored() {
    String key = client.create(Role.TRAINER).path("key").asString();
    jdbc.sql("delete from audit_entry").update();

    MvcTestResult unknown = http.delete().uri("/keys/" + key).exchange();
    client.send(client.key(Role.VIEWER), DELETE, "/models/aliases/" + key, null);
    http.delete().uri(URI.create("/keys/%72" + key.substring(1))).exchange();
    MvcTestResult refused = http.delete().uri("/keys/x").exchange();

    assertThat(unknown).hasStatus(400);
    assertThat(refused).hasStatus(401);
    assertThat(jdbc.sql("select target from audit_entry").query(String.class).list())
        .isNotEmpty()
        .noneMatch(target -> target.contains(key.substring("rsd_01234567_".length())));
  }

  @Test
  void changeThatFailedIsNotRecorded() {
    client.send(client.key(Role.TRAINER), POST, "/jobs", "{\"epochs\": 0}");
    client.send(client.key(Role.TRAINER), POST, "/jobs", "{\"dataset\": \"nowhere\"}");
    client.send(client.key(Role.ADMIN), DELETE, "/jobs/" + UUID.randomUUID(), null);
    client.send(client.key(Role.ADMIN), DELETE, "/keys/" + UUID.randomUUID(), null);

    assertThat(entries()).isEmpty();
  }

  @Test
  void readsAreNotRecorded() {
    client.get(client.key(Role.VIEWER), "/jobs");
    client.get(client.key(Role.VIEWER), "/datasets/fashion-mnist-sample");

    assertThat(entries()).isEmpty();
  }

  @Test
  void refusalsAreRecorded() {
    MvcTestResult missing = client.get(null, "/jobs?limit=3");
    client.send(client.key(Role.VIEWER), POST, "/jobs", "{}");

    JsonNode entries = entries();
    assertThat(entries).hasSize(2);
    assertThat(entries.path(0).path("status").asInt()).isEqualTo(403);
    assertThat(entries.path(0).path("keyId").isNull()).isFalse();
    assertThat(entries.path(1).path("status").asInt()).isEqualTo(401);
    assertThat(entries.path(1).path("keyId").isNull()).isTrue();
    assertThat(entries.path(1).path("target").asString()).isEqualTo("/jobs");
    assertThat(entries.path(1).path("requestId").asString())
        .isEqualTo(missing.getResponse().getHeader("X-Request-Id"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a b", "rsd_abcdefgh_0123456789012345678901234567890123456789012"})
  void strangeRequestIdIsReplaced(String id) {
    MvcTestResult answer = http.get().uri("/jobs").header("X-Request-Id", id).exchange();

    assertThat(answer.getResponse().getHeader("X-Request-Id")).matches("[0-9a-f-]{36}");
  }

  @Test
  void entriesArePaged() {
    for (int i = 0; i < 3; i++) {
      client.get(null, "/jobs/" + i);
    }

    JsonNode first = client.body(client.get(client.key(Role.ADMIN), "/audit?limit=2"));
    JsonNode second =
        client.body(
            client.get(
                client.key(Role.ADMIN),
                "/audit?limit=2&cursor=" + first.path("nextCursor").asString()));

    assertThat(first.path("items"))
        .extracting(entry -> entry.path("target").asString())
        .containsExactly("/jobs/2", "/jobs/1");
    assertThat(second.path("items"))
        .extracting(entry -> entry.path("target").asString())
        .containsExactly("/jobs/0");
    assertThat(second.path("nextCursor").isNull()).isTrue();
  }

  @Test
  void oldEntriesAreDeleted() {
    Instant now = clock.instant();
    log.add(entry(now.minus(Duration.ofDays(366)), "/old"));
    log.add(entry(now.minus(Duration.ofDays(364)), "/young"));

    new AuditCleaner(log, new AuditSettings(Duration.ofDays(365), 1), clock).run();

    assertThat(entries())
        .extracting(entry -> entry.path("target").asString())
        .containsExactly("/young");
  }

  private static AuditEntry entry(Instant at, String target) {
    return new AuditEntry(UUID.randomUUID(), at, null, "::1", "DELETE", target, null, "r");
  }
}
