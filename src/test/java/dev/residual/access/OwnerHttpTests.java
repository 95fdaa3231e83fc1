package dev.residual.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.http.HttpMethod.DELETE;
import static org.springframework.http.HttpMethod.PATCH;
import static org.springframework.http.HttpMethod.POST;

import dev.residual.dataset.own.TestImages;
import dev.residual.job.JobClient;
import java.io.IOException;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;
import tools.jackson.databind.JsonNode;

/** A trainer changes what is its own, and an admin everything. */
@KeysTest
class OwnerHttpTests {

  @Autowired private KeyClient client;
  @Autowired private MockMvcTester http;

  private JsonNode mine;
  private String me;
  private String other;

  @BeforeEach
  void createKeys() {
    mine = client.create(Role.TRAINER);
    me = mine.path("key").asString();
    other = client.newKey(Role.TRAINER);
  }

  private String submit(String key) {
    MvcTestResult accepted = client.send(key, POST, "/jobs", JobClient.LONG);
    assertThat(accepted).hasStatus(202);
    return JobClient.path(client.body(accepted));
  }

  @Test
  void jobShowsItsOwner() {
    JsonNode job = client.body(client.get(client.key(Role.VIEWER), submit(me)));

    assertThat(job.path("owner")).isEqualTo(mine.path("id"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"pause", "cancel"})
  void onlyTheOwnerAndAdminsControlAJob(String verb) {
    String job = submit(me);

    assertNotOwner(client.post(other, job + "/" + verb));
    assertThat(client.get(me, job)).bodyText().contains("\"QUEUED\"");
    assertThat(client.post(me, job + "/" + verb)).hasStatus(202);
    assertThat(client.post(client.key(Role.ADMIN), submit(me) + "/" + verb)).hasStatus(202);
  }

  @ParameterizedTest
  @CsvSource({"POST, /resume", "POST, /stop", "PATCH, ''", "DELETE, ''"})
  void otherVerbsAreTheOwnersToo(String method, String verb) {
    String job = submit(me);
    String body = method.equals("PATCH") ? "{\"priority\": 3}" : null;
    HttpMethod send = HttpMethod.valueOf(method);

    assertNotOwner(client.send(other, send, job + verb, body));
    assertThat(client.send(me, send, job + verb, body).getResponse().getStatus()).isNotEqualTo(403);
  }

  @Test
  void jobThatDoesNotExistIsNotFound() {
    assertThat(client.send(other, DELETE, "/jobs/" + UUID.randomUUID(), null)).hasStatus(404);
    assertThat(client.send(other, PATCH, "/jobs/" + UUID.randomUUID(), "{\"priority\": 3}"))
        .hasStatus(404);
  }

  @Test
  void idempotencyKeyBelongsToItsOwner() {
    String first = submitWith("same", me);

    assertThat(submitWith("same", me)).isEqualTo(first);
    assertThat(submitWith("same", other)).isNotEqualTo(first);
  }

  private String submitWith(String idempotencyKey, String key) {
    MvcTestResult accepted =
        http.post()
            .uri("/jobs")
            .header("Authorization", "Bearer " + key)
            .header("Idempotency-Key", idempotencyKey)
            .contentType(MediaType.APPLICATION_JSON)
            .content(JobClient.LONG)
            .exchange();
    assertThat(accepted).hasStatus(202);
    return JobClient.path(client.body(accepted));
  }

  @Test
  void onlyTheOwnerAndAdminsChangeADataSet() throws Exception {
    assertThat(upload(me, "owned", 10)).hasStatus(202);

    assertThat(client.body(client.get(me, "/datasets/owned@1")).path("owner"))
        .isEqualTo(mine.path("id"));
    assertNotOwner(upload(other, "owned&newVersion=true", 11));
    assertNotOwner(client.send(other, DELETE, "/datasets/owned@1", null));
    assertThat(upload(me, "owned&newVersion=true", 12)).hasStatus(202);
    assertThat(client.send(me, DELETE, "/datasets/owned@1", null)).hasStatus(204);
    assertThat(client.send(client.key(Role.ADMIN), DELETE, "/datasets/owned@2", null))
        .hasStatus(204);
  }

  private MvcTestResult upload(String key, String name, int images) throws IOException {
    return http.post()
        .uri("/datasets?name=" + name)
        .header("X-API-Key", key)
        .contentType(MediaType.APPLICATION_OCTET_STREAM)
        .content(TestImages.zip(images, "cat", "dog"))
        .exchange();
  }

  private void assertNotOwner(MvcTestResult answer) {
    assertThat(answer).hasStatus(403);
    assertThat(client.code(answer)).isEqualTo("not-owner");
  }
}
