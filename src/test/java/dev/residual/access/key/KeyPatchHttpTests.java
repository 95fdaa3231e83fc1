package dev.residual.access.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.http.HttpMethod.DELETE;
import static org.springframework.http.HttpMethod.PATCH;
import static org.springframework.http.HttpMethod.POST;

import dev.residual.access.AccessControl;
import dev.residual.access.KeyClient;
import dev.residual.access.KeyLimits;
import dev.residual.access.KeysTest;
import dev.residual.access.Limits;
import dev.residual.access.Role;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.web.servlet.assertj.MvcTestResult;
import tools.jackson.databind.JsonNode;

/** Tests how admins change keys. */
@KeysTest
class KeyPatchHttpTests {

  private static final String LATER = "2099-01-01T00:00:00Z";

  @Autowired private KeyClient client;
  @Autowired private KnownKeys known;
  @Autowired private ApiKeys table;
  @Autowired private KeyLimits limits;
  @Autowired private AccessControl access;
  @Autowired private JdbcClient jdbc;

  private JsonNode key;

  @BeforeEach
  void makeKey() {
    MvcTestResult created =
        client.send(
            client.key(Role.ADMIN),
            POST,
            "/keys",
            """
            {"name": "phone app", "role": "viewer", "expiresAt": "%s",
             "limits": {"imagesPerSecond": 5, "eventStreams": 7}}
            """
                .formatted(LATER));
    key = client.body(created);
  }

  private MvcTestResult change(String patch) {
    return client.send(client.key(Role.ADMIN), PATCH, "/keys/" + key.path("id").asString(), patch);
  }

  private JsonNode changed(String patch) {
    MvcTestResult answer = change(patch);
    assertThat(answer).hasStatusOk();
    return client.body(answer);
  }

  @Test
  void fieldsThatAreLeftOutStay() {
    JsonNode renamed = changed("{\"name\": \"tablet app\"}");
    JsonNode limited = changed("{\"limits\": {\"imagesPerSecond\": 9}}");

    assertThat(renamed.path("name").asString()).isEqualTo("tablet app");
    assertThat(renamed.path("expiresAt").asString()).isEqualTo(LATER);
    assertThat(renamed.path("limits")).isEqualTo(key.path("limits"));
    assertThat(limited.path("name").asString()).isEqualTo("tablet app");
    assertThat(limited.path("limits").path("imagesPerSecond").asInt()).isEqualTo(9);
    assertThat(limited.path("limits").path("eventStreams").asInt()).isEqualTo(7);
    assertThat(limited.path("role").asString()).isEqualTo("viewer");
  }

  /** Such as that of a running sweep. */
  @Test
  void workWithoutARequestKnowsTheLimitsAsTheyAreNow() {
    UUID id = UUID.fromString(key.path("id").asString());
    changed("{\"limits\": {\"unfinishedJobs\": 3}}");
    assertThat(limits.of(id).unfinishedJobs()).isEqualTo(3);

    changed("{\"limits\": {\"unfinishedJobs\": 1}}");
    assertThat(limits.of(id).unfinishedJobs()).isEqualTo(1);
    assertThat(limits.of(UUID.randomUUID())).isEqualTo(Limits.NONE);
  }

  @Test
  void nullRemovesAnExpiryOrALimit() {
    JsonNode one = changed("{\"expiresAt\": null, \"limits\": {\"imagesPerSecond\": null}}");
    JsonNode all = changed("{\"limits\": null}");

    assertThat(one.path("expiresAt").isNull()).isTrue();
    assertThat(one.path("limits").path("imagesPerSecond").isNull()).isTrue();
    assertThat(one.path("limits").path("eventStreams").asInt()).isEqualTo(7);
    assertThat(all.path("limits").valueStream()).hasSize(5).allMatch(JsonNode::isNull);
  }

  @Test
  void whatWasReadCanBeSentBack() {
    String same =
        "{\"name\": %s, \"expiresAt\": %s, \"limits\": %s}"
            .formatted(key.path("name"), key.path("expiresAt"), key.path("limits"));

    assertThat(changed(same).path("limits")).isEqualTo(key.path("limits"));
  }

  @Test
  void expiredKeyMayBeRenamedAndIsValidAgainWithALaterExpiry() {
    jdbc.sql("update access_key set expires_at = :past where id = :id")
        .param("past", OffsetDateTime.of(2020, 1, 1, 0, 0, 0, 0, ZoneOffset.UTC))
        .param("id", UUID.fromString(key.path("id").asString()))
        .update();
    changed("{\"name\": \"old app\"}");
    assertThat(client.get(key.path("key").asString(), "/jobs")).hasStatus(401);

    changed("{\"expiresAt\": \"" + LATER + "\"}");

    assertThat(client.get(key.path("key").asString(), "/jobs")).hasStatusOk();
  }

  @Test
  void otherNodeKnowsOfAChangeWhenItReadsTheKeysAgain() {
    KnownKeys otherNode = new KnownKeys(table, access, Clock.systemUTC());
    String prefix = key.path("prefix").asString();
    assertThat(otherNode.find(prefix).orElseThrow().key().limits().eventStreams()).isEqualTo(7);

    changed("{\"limits\": {\"eventStreams\": 8}}");
    otherNode.refreshPeriodically();

    assertThat(otherNode.find(prefix).orElseThrow().key().limits().eventStreams()).isEqualTo(8);
    assertThat(known.find(prefix).orElseThrow().key().limits().eventStreams()).isEqualTo(8);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {}                                    | body                   | must have a new name, expiresAt or limits
          []                                    | body                   | must be an object with a new name, expiresAt or limits
          null                                  | body                   | must be an object with a new name, expiresAt or limits
          {"role": "admin"}                     | role                   | is not a known field; known are name, expiresAt, limits
          {"limits": {"pixels": 1}}             | limits.pixels          | is not a known field; known are imagesPerSecond, concurrentPredictions, eventStreams, unfinishedJobs, storedBytes
          {"limits": []}                        | limits                 | must be an object, was a list
          {"limits": {"eventStreams": {}}}      | limits.eventStreams    | must be a whole number, was an object
          {"limits": {"eventStreams": "8"}}     | limits.eventStreams    | must be a whole number, was "8"
          {"limits": {"eventStreams": 1.5}}     | limits.eventStreams    | must be a whole number, was 1.5
          {"limits": {"eventStreams": 0}}       | limits.eventStreams    | must be between 1 and 100000, was 0
          {"limits": {"eventStreams": 1e10}}    | limits.eventStreams    | must be a whole number, was 1.0E10
          {"limits": {"imagesPerSecond": 9999999999}} | limits.imagesPerSecond | is too large for a whole number
          {"name": null}                        | name                   | must have a name; leave it out to keep it
          {"name": ""}                          | name                   | must have between 1 and 100 characters, was ""
          {"name": 7}                           | name                   | must be a string, was 7
          {"name": {}}                          | name                   | must be a string, was an object
          {"expiresAt": "soon"}                 | expiresAt              | must be a time such as 2026-01-31T12:00:00Z, was "soon"
          {"expiresAt": "2020-01-01T00:00:00Z"} | expiresAt              | must be in the future, and at most 9999-12-31T00:00:00Z, was 2020-01-01T00:00:00Z
          """)
  void wrongChangeIsRefusedAndChangesNothing(String patch, String field, String message) {
    MvcTestResult answer = change(patch);

    assertThat(answer).hasStatus(400);
    JsonNode error = client.body(answer).path("errors").path(0);
    assertThat(error.path("field").asString()).isEqualTo(field);
    assertThat(error.path("message").asString()).isEqualTo(message);
    assertThat(changed("{\"limits\": {}}").path("limits")).isEqualTo(key.path("limits"));
  }

  @Test
  void malformedChangeIsRefused() {
    for (String body : List.of("{", "{\"name\": \"a\", \"name\": \"b\"}", "{\"name\": \"a\"} x")) {
      MvcTestResult answer = change(body);
      assertThat(answer).hasStatus(400);
      assertThat(client.code(answer)).isEqualTo("malformed-json");
    }
  }

  @Test
  void revokedKeyCannotBeChanged() {
    String path = "/keys/" + key.path("id").asString();
    client.send(client.key(Role.ADMIN), DELETE, path, null);

    MvcTestResult answer = change("{\"name\": \"x\"}");

    assertThat(answer).hasStatus(409);
    assertThat(client.code(answer)).isEqualTo("key-already-revoked");
  }

  @Test
  void unknownKeyIsNotFound() {
    MvcTestResult answer =
        client.send(
            client.key(Role.ADMIN), PATCH, "/keys/" + UUID.randomUUID(), "{\"name\": \"x\"}");

    assertThat(answer).hasStatus(404);
    assertThat(client.code(answer)).isEqualTo("no-such-key");
  }

  @Test
  void onlyAdminCannotBeGivenAnExpiry() {
    String admin =
        client
            .body(client.get(client.key(Role.ADMIN), "/access"))
            .path("key")
            .path("id")
            .asString();

    MvcTestResult answer =
        client.send(
            client.key(Role.ADMIN),
            PATCH,
            "/keys/" + admin,
            "{\"expiresAt\": \"2098-01-01T00:00:00Z\"}");

    assertThat(answer).hasStatus(409);
    assertThat(client.code(answer)).isEqualTo("last-admin-key");
  }

  @Test
  void changeIsInTheAuditLog() {
    changed("{\"name\": \"other\"}");

    JsonNode entry =
        client.body(client.get(client.key(Role.ADMIN), "/audit?limit=1")).path("items").path(0);
    assertThat(entry.path("verb").asString()).isEqualTo("PATCH");
    assertThat(entry.path("target").asString()).isEqualTo("/keys/" + key.path("id").asString());
  }

  @Test
  void changesAtTheSameTimeDoNotUndoEachOther() {
    ExecutorService admins = Executors.newFixedThreadPool(4);
    List<CompletableFuture<MvcTestResult>> answers = new ArrayList<>();
    for (String patch :
        List.of(
            "{\"name\": \"all\"}",
            "{\"limits\": {\"unfinishedJobs\": 1}}",
            "{\"limits\": {\"storedBytes\": 2}}",
            "{\"limits\": {\"concurrentPredictions\": 3}}")) {
      answers.add(CompletableFuture.supplyAsync(() -> change(patch), admins));
    }
    answers.forEach(answer -> assertThat(answer.join()).hasStatusOk());
    admins.shutdown();

    JsonNode all = changed("{\"limits\": {}}");
    assertThat(all.path("name").asString()).isEqualTo("all");
    assertThat(all.path("limits").valueStream().map(JsonNode::asInt))
        .containsExactlyInAnyOrder(5, 3, 7, 1, 2);
  }
}
