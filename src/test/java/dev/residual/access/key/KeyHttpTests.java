package dev.residual.access.key;

import static org.assertj.core.api.Assertions.assertThat;

import dev.residual.access.KeyClient;
import dev.residual.access.KeysTest;
import dev.residual.access.Role;
import java.net.URI;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.HttpMethod;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;
import tools.jackson.databind.JsonNode;

/** Tests keys as clients send and admins manage them. */
@KeysTest
class KeyHttpTests {

  @Autowired private KeyClient client;
  @Autowired private MockMvcTester http;
  @Autowired private KnownKeys known;
  @Autowired private KeyUses uses;
  @Autowired private JdbcClient jdbc;

  @Test
  void requestWithoutAKeyIsToldHowToSendOne() {
    MvcTestResult answer = client.get(null, "/jobs");

    assertThat(answer).hasStatus(401).hasHeader("WWW-Authenticate", "Bearer");
    assertThat(answer).hasContentType("application/problem+json");
    assertThat(client.code(answer)).isEqualTo("key-required");
    assertThat(client.body(answer).path("detail").asString())
        .contains("Authorization: Bearer", "X-API-Key");
  }

  @Test
  void keyIsTakenFromEitherHeader() {
    String key = client.key(Role.VIEWER);

    assertThat(client.get(key, "/jobs")).hasStatusOk();
    assertThat(http.get().uri("/jobs").header("X-API-Key", key)).hasStatusOk();
    assertThat(http.get().uri("/jobs").header("Authorization", "bearer  " + key)).hasStatusOk();
    assertThat(http.head().uri("/jobs").header("X-API-Key", key)).hasStatusOk();
    assertThat(
            http.get()
                .uri("/jobs")
                .header("X-API-Key", key)
                .header("Authorization", "Bearer " + key))
        .hasStatusOk();
  }

  @Test
  void credentialsForAProxyAreNoKey() {
    String proxy = "Basic dXNlcjpwYXNzd29yZA==";

    assertThat(
            http.get()
                .uri("/jobs")
                .header("Authorization", proxy)
                .header("X-API-Key", client.key(Role.VIEWER)))
        .hasStatusOk();
    assertThat(client.code(http.get().uri("/jobs").header("Authorization", proxy).exchange()))
        .isEqualTo("key-required");
  }

  @Test
  void differentKeysAreRefused() {
    MvcTestResult answer =
        http.get()
            .uri("/jobs")
            .header("X-API-Key", client.key(Role.ADMIN))
            .header("Authorization", "Bearer " + client.key(Role.VIEWER))
            .exchange();

    assertThat(answer).hasStatus(400);
    assertThat(client.code(answer)).isEqualTo("several-keys");
  }

  @Test
  void keyInTheUrlIsRefusedAndNotRepeated() {
    String key = client.key(Role.VIEWER);
    String secret = key.substring("rsd_01234567_".length());
    for (String url :
        new String[] {
          "/jobs?key=" + key,
          "/jobs?key=%72" + key.substring(1),
          "/jobs?access_token=x",
          "/jobs?limit=1&access_token=x",
          "/keys/" + key,
          "/keys/%72" + key.substring(1)
        }) {
      MvcTestResult answer =
          http.get().uri(URI.create(url)).header("X-API-Key", client.key(Role.VIEWER)).exchange();

      assertThat(answer).as(url).hasStatus(400);
      assertThat(client.code(answer)).isEqualTo("key-in-url");
      assertThat(answer).bodyText().doesNotContain(secret);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "nonsense",
        "rsd_",
        "rsd_abcdefgh_",
        "rsd_abcdefgh_0123456789012345678901234567890123456789012",
        "RSD_abcdefgh_0123456789012345678901234567890123456789012",
      })
  void whatIsNoKeyIsRefused(String text) {
    assertInvalid(text);
  }

  @Test
  void keyThatIsAlmostRightIsRefused() {
    String key = client.key(Role.ADMIN);
    String wrongEnd = key.substring(0, key.length() - 1) + (key.endsWith("A") ? "B" : "A");

    assertInvalid(wrongEnd);
    assertInvalid(key.substring(0, key.length() - 1));
    assertInvalid(key + key);
    assertInvalid(key + "x".repeat(7_000));
    assertInvalid(key.toUpperCase(java.util.Locale.ROOT));
    assertInvalid(key.replaceFirst("_.*", "_" + "abcdefgh_" + "0".repeat(43)));
  }

  private void assertInvalid(String key) {
    MvcTestResult answer = client.get(key, "/jobs");
    assertThat(answer)
        .hasStatus(401)
        .hasHeader("WWW-Authenticate", "Bearer error=\"invalid_token\"");
    assertThat(client.code(answer)).isEqualTo("invalid-key");
  }

  @Test
  void unknownKeyAndWrongSecretAreAnsweredAlike() {
    String key = client.key(Role.VIEWER);
    String wrong = key.substring(0, 13) + "0".repeat(43);
    String unknown = "rsd_00000000_" + "0".repeat(43);

    assertThat(client.body(client.get(wrong, "/jobs")))
        .isEqualTo(client.body(client.get(unknown, "/jobs")));
  }

  @Test
  void errorsOfTheProtocolHaveItsForm() {
    MvcTestResult missing = client.get(null, "/v2/models/default");
    MvcTestResult refused = client.get(client.key(Role.VIEWER), "/v2/models/default");

    assertThat(missing).hasStatus(401).hasContentType("application/json");
    assertThat(client.body(missing).propertyNames()).containsExactly("error");
    assertThat(refused).hasStatus(403);
    assertThat(client.body(refused).path("error").asString())
        .isEqualTo(
            "GET /v2/models/default needs a key with the role predictor, and this one has the role"
                + " viewer.");
  }

  @Test
  void keyIsShownOnceAndThenByItsPrefix() {
    JsonNode created = client.create(Role.VIEWER);
    String key = created.path("key").asString();

    assertThat(key).matches("rsd_[a-z0-9]{8}_[A-Za-z0-9_-]{43}");
    assertThat(key).startsWith("rsd_" + created.path("prefix").asString());
    MvcTestResult list = client.get(client.key(Role.ADMIN), "/keys?limit=100");
    assertThat(list).bodyText().contains(created.path("prefix").asString());
    assertThat(list).bodyText().doesNotContain(key, key.substring(13));
    assertThat(jdbc.sql("select sha256 from access_key").query(String.class).list())
        .noneMatch(key::contains);
  }

  @Test
  void keyThatIsSentAsANameIsNeitherStoredNorSentBack() {
    String key = client.key(Role.VIEWER);

    MvcTestResult answer =
        client.send(
            client.key(Role.ADMIN),
            HttpMethod.POST,
            "/keys",
            "{\"name\": \"%s\", \"role\": \"viewer\"}".formatted(key));

    assertThat(answer).hasStatus(400).bodyText().doesNotContain(key.substring(13));
  }

  @Test
  void keyIsNotStoredByCaches() {
    MvcTestResult created =
        client.send(
            client.key(Role.ADMIN),
            HttpMethod.POST,
            "/keys",
            "{\"name\": \"x\", \"role\": \"viewer\"}");

    assertThat(created).hasStatus(201).hasHeader("Cache-Control", "no-store");
  }

  @Test
  void keysArePaged() {
    client.create(Role.VIEWER);
    JsonNode newest = client.create(Role.VIEWER);

    JsonNode first = client.body(client.get(client.key(Role.ADMIN), "/keys?limit=1"));
    JsonNode second =
        client.body(
            client.get(
                client.key(Role.ADMIN),
                "/keys?limit=1&cursor=" + first.path("nextCursor").asString()));

    assertThat(first.path("items").path(0).path("id")).isEqualTo(newest.path("id"));
    assertThat(second.path("items").path(0).path("id")).isNotEqualTo(newest.path("id"));
  }

  @Test
  void revokedKeyIsRefusedAtOnceAndForGood() {
    JsonNode created = client.create(Role.VIEWER);
    String key = created.path("key").asString();
    assertThat(client.get(key, "/jobs")).hasStatusOk();

    for (int i = 0; i < 2; i++) { // the second time nothing is left to do
      assertThat(delete(created.path("id").asString())).hasStatus(204);
    }

    MvcTestResult answer = client.get(key, "/jobs");
    assertThat(answer).hasStatus(401);
    assertThat(client.code(answer)).isEqualTo("key-revoked");
    known.refresh();
    assertThat(client.get(key, "/jobs")).hasStatus(401);
  }

  @Test
  void twoKeysOfOneClientWorkWhileOneReplacesTheOther() {
    JsonNode old = client.create(Role.VIEWER);
    String replacement = client.newKey(Role.VIEWER);

    assertThat(client.get(old.path("key").asString(), "/jobs")).hasStatusOk();
    assertThat(client.get(replacement, "/jobs")).hasStatusOk();
    delete(old.path("id").asString());
    assertThat(client.get(replacement, "/jobs")).hasStatusOk();
  }

  @Test
  void expiredKeyIsRefused() {
    JsonNode created = client.create(Role.VIEWER);
    jdbc.sql("update access_key set expires_at = :past where id = :id")
        .param("past", OffsetDateTime.of(2020, 1, 1, 0, 0, 0, 0, ZoneOffset.UTC))
        .param("id", UUID.fromString(created.path("id").asString()))
        .update();
    known.refresh();

    MvcTestResult answer = client.get(created.path("key").asString(), "/jobs");

    assertThat(answer).hasStatus(401);
    assertThat(client.code(answer)).isEqualTo("key-expired");
    assertThat(client.body(answer).path("detail").asString()).contains("2020-01-01");
  }

  @Test
  void lastUseIsShown() {
    JsonNode created = client.create(Role.VIEWER);
    String id = created.path("id").asString();
    assertThat(lastUse(id).isNull()).isTrue();

    client.get(created.path("key").asString(), "/jobs");
    uses.save();

    assertThat(Instant.parse(lastUse(id).asString()))
        .isAfter(Instant.parse("2026-01-01T00:00:00Z"));
  }

  private JsonNode lastUse(String id) {
    for (JsonNode key :
        client.body(client.get(client.key(Role.ADMIN), "/keys?limit=100")).path("items")) {
      if (key.path("id").asString().equals(id)) {
        return key.path("lastUsedAt");
      }
    }
    throw new AssertionError(id);
  }

  @Test
  void lastAdminCannotBeRevoked() {
    String id =
        jdbc.sql("select id from access_key where role = 'ADMIN' and revoked_at is null")
            .query(UUID.class)
            .list()
            .get(0)
            .toString();

    MvcTestResult answer = delete(id);

    assertThat(answer).hasStatus(409);
    assertThat(client.code(answer)).isEqualTo("last-admin-key");
    assertThat(client.get(client.key(Role.ADMIN), "/keys")).hasStatusOk();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"name\": \"\", \"role\": \"viewer\"}",
        "{\"name\": \"a\\u0000\", \"role\": \"viewer\"}",
        "{\"name\": \"a\\u001b[2J\", \"role\": \"viewer\"}",
        "{\"name\": \" \", \"role\": \"viewer\"}",
        "{\"name\": \"x\", \"role\": \"VIEWER\"}",
        "{\"name\": \"x\", \"role\": \"root\"}",
        "{\"name\": \"x\", \"role\": 3}",
        "{\"name\": \"x\", \"role\": \"viewer\", \"expiresAt\": \"2020-01-01T00:00:00Z\"}",
        "{\"name\": \"x\", \"role\": \"viewer\", \"expiresAt\": \"+1000000-01-01T00:00:00Z\"}",
        "{\"name\": \"x\", \"role\": \"viewer\", \"limits\": 3}",
      })
  void wrongRequestForAKeyIsRefused(String body) {
    assertThat(client.send(client.key(Role.ADMIN), HttpMethod.POST, "/keys", body)).hasStatus(400);
  }

  @Test
  void unknownKeyCannotBeRevoked() {
    MvcTestResult answer = delete(UUID.randomUUID().toString());

    assertThat(answer).hasStatus(404);
    assertThat(client.code(answer)).isEqualTo("no-such-key");
  }

  private MvcTestResult delete(String id) {
    return client.send(client.key(Role.ADMIN), HttpMethod.DELETE, "/keys/" + id, null);
  }

  @Test
  void clientIsToldWhoItIs() {
    JsonNode created = client.create(Role.PREDICTOR);

    JsonNode access = client.body(client.get(created.path("key").asString(), "/access"));

    assertThat(access.path("keyRequired").asBoolean()).isTrue();
    assertThat(access.path("role").asString()).isEqualTo("predictor");
    assertThat(access.path("key").path("id")).isEqualTo(created.path("id"));
    assertThat(client.get(null, "/access")).hasStatus(401);
  }

  @Test
  void pathThatDoesNotExistIsNotFoundForEveryRole() {
    for (Role role : Role.values()) {
      MvcTestResult answer = client.get(client.key(role), "/joobs");
      assertThat(answer).hasStatus(404);
      assertThat(client.code(answer)).isEqualTo("no-such-path");
    }
    assertThat(client.get(null, "/joobs")).hasStatus(401);
  }
}
