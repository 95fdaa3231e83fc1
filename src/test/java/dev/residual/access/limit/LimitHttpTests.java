package dev.residual.access.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.http.HttpMethod.DELETE;
import static org.springframework.http.HttpMethod.POST;

import dev.residual.access.KeyClient;
import dev.residual.access.Role;
import dev.residual.dataset.own.TestImages;
import dev.residual.job.JobClient;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;
import tools.jackson.databind.JsonNode;

/** Tests what keys limit, and how clients are told. */
@LimitsTest
class LimitHttpTests {

  private static final String PREDICTOR =
      "{\"name\": \"a\", \"role\": \"predictor\", \"limits\": %s}";

  @Autowired private KeyClient client;
  @Autowired private MockMvcTester http;

  @Test
  void keyShowsTheLimitsThatItWasGiven() {
    String limits =
        """
        {"imagesPerSecond": 200, "concurrentPredictions": 3, "eventStreams": 4,
         "unfinishedJobs": 5, "storedBytes": 50000000000}
        """;
    JsonNode created = client.body(create(limits));

    assertThat(created.path("limits").path("storedBytes").asLong()).isEqualTo(50_000_000_000L);
    JsonNode listed = listed(created);
    assertThat(listed.path("limits")).isEqualTo(created.path("limits"));
    JsonNode access = client.body(client.get(created.path("key").asString(), "/access"));
    assertThat(access.path("key").path("limits")).isEqualTo(listed.path("limits"));
  }

  @Test
  void limitThatAKeyWasNotGivenIsNull() {
    JsonNode limits = listed(client.body(create("{\"eventStreams\": 4}"))).path("limits");

    assertThat(limits.path("eventStreams").asInt()).isEqualTo(4);
    assertThat(limits.path("imagesPerSecond").isNull()).isTrue();
    assertThat(limits.path("storedBytes").isNull()).isTrue();
  }

  private JsonNode listed(JsonNode created) {
    return client
        .body(client.get(client.key(Role.ADMIN), "/keys"))
        .path("items")
        .valueStream()
        .filter(key -> key.path("id").equals(created.path("id")))
        .findFirst()
        .orElseThrow();
  }

  private MvcTestResult create(String limits) {
    return client.send(client.key(Role.ADMIN), POST, "/keys", PREDICTOR.formatted(limits));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"imagesPerSecond": 0}        | limits.imagesPerSecond       | must be between 1 and 1000000, was 0
          {"concurrentPredictions": -1} | limits.concurrentPredictions | must be between 1 and 10000, was -1
          {"eventStreams": 100001}      | limits.eventStreams          | must be between 1 and 100000, was 100001
          {"unfinishedJobs": 0}         | limits.unfinishedJobs        | must be between 1 and 1000000, was 0
          {"storedBytes": 0}            | limits.storedBytes           | must be between 1 and 1125899906842624, was 0
          """)
  void limitOutOfRangeIsRefused(String limits, String field, String message) {
    MvcTestResult answer = create(limits);

    assertThat(answer).hasStatus(400);
    JsonNode error = client.body(answer).path("errors").path(0);
    assertThat(error.path("field").asString()).isEqualTo(field);
    assertThat(error.path("message").asString()).isEqualTo(message);
  }

  @Test
  void unknownLimitIsRefused() {
    assertThat(create("{\"pixels\": 1}")).hasStatus(400);
    assertThat(create("{\"eventStreams\": 1.5}")).hasStatus(400);
    assertThat(create("[]")).hasStatus(400);
    assertThat(create("null")).hasStatus(201);
  }

  @Test
  void keyHasAsManyUnfinishedJobsAsItsLimitAllows() {
    String mine = client.newKey(Role.TRAINER);
    String first = JobClient.path(client.body(submit(mine)));
    submit(mine);
    assertThat(client.post(mine, first + "/pause")).hasStatus(202);

    MvcTestResult third = client.send(mine, POST, "/jobs", JobClient.LONG);

    assertThat(third).hasStatus(429).hasHeader("Retry-After", "60");
    assertThat(client.code(third)).isEqualTo("too-many-jobs");
    submit(client.newKey(Role.TRAINER));
    assertThat(client.post(mine, first + "/cancel")).hasStatus(202);
    submit(mine);
  }

  private MvcTestResult submit(String key) {
    MvcTestResult accepted = client.send(key, POST, "/jobs", JobClient.LONG);
    assertThat(accepted).hasStatus(202);
    return accepted;
  }

  @Test
  void keyStoresAsMuchAsItsLimitAllows() throws Exception {
    String mine = client.newKey(Role.TRAINER);
    byte[] archive = TestImages.zip(60, "cat", "dog");
    assertThat(archive.length).isBetween(51_200, 102_400);
    assertThat(upload(mine, "first", archive)).hasStatus(202);

    MvcTestResult second = upload(mine, "second", archive);

    assertThat(second).hasStatus(507);
    assertThat(client.code(second)).isEqualTo("storage-limit-exceeded");
    assertThat(upload(client.newKey(Role.TRAINER), "third", archive)).hasStatus(202);
    assertThat(client.send(mine, DELETE, "/datasets/first@1", null)).hasStatus(204);
    assertThat(upload(mine, "second", archive)).hasStatus(202);
  }

  private MvcTestResult upload(String key, String name, byte[] archive) {
    return http.post()
        .uri("/datasets?name=" + name)
        .header("X-API-Key", key)
        .contentType(MediaType.APPLICATION_OCTET_STREAM)
        .content(archive)
        .exchange();
  }

  @Test
  void uploadedModelsCountAsStored() throws Exception {
    byte[] file =
        Objects.requireNonNull(
                getClass()
                    .getResourceAsStream("/dev/residual/model/upload/torchvision.safetensors"))
            .readAllBytes();
    String mine = client.newKey(Role.ADMIN);

    MvcTestResult answer;
    int models = 0;
    do {
      answer = uploadModel(mine, file);
      models++;
    } while (answer.getResponse().getStatus() == 201 && models < 100);

    assertThat(models).isGreaterThan(1);
    assertThat(answer).hasStatus(507);
    assertThat(client.code(answer)).isEqualTo("storage-limit-exceeded");
    assertThat(uploadModel(client.newKey(Role.ADMIN), file)).hasStatus(201);
  }

  private MvcTestResult uploadModel(String key, byte[] file) {
    return http.post()
        .uri(
            "/models?architecture={architecture}",
            "{\"block\": \"bottleneck\", \"blocks\": [1, 2], \"channels\": [4, 8], \"stem\": \"small\"}")
        .header("X-API-Key", key)
        .contentType(MediaType.APPLICATION_OCTET_STREAM)
        .content(file)
        .exchange();
  }
}
