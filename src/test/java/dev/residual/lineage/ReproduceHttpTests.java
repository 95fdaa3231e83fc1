package dev.residual.lineage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.djl.ndarray.NDManager;
import dev.residual.ResidualTest;
import dev.residual.dataset.own.TestImages;
import dev.residual.job.JobClient;
import dev.residual.job.JobSubmitter;
import dev.residual.job.Requests;
import dev.residual.model.ModelDescription;
import dev.residual.model.ModelRegistry;
import dev.residual.model.ModelStore;
import dev.residual.model.PromotionPolicy;
import dev.residual.model.Samples;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.HttpStatus;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Trains models, asks where they come from, and trains them again, as clients do. */
@ResidualTest
class ReproduceHttpTests {

  @Autowired private MockMvcTester http;
  @Autowired private ModelStore store;
  @Autowired private ModelRegistry registry;

  private JobClient jobs;

  @BeforeEach
  void createClient(@Autowired JsonMapper json) {
    jobs = new JobClient(http, json);
  }

  @Test
  void trainingThatIsRepeatedGivesTheSameWeights() throws Exception {
    String first = train(JobClient.QUICK.replace("\"never\"", "\"always\""));
    String before = jobs.get("/models/aliases").toString();

    MvcTestResult accepted = reproduce(first, "once");
    assertThat(accepted).hasStatus(HttpStatus.ACCEPTED);
    JsonNode submitted = jobs.body(accepted);
    assertThat(accepted).hasHeader("Location", JobClient.path(submitted));
    assertThat(submitted.path("reproduces").asString()).isEqualTo(first);
    assertThat(submitted.path("request").path("promote").asString()).isEqualTo("never");
    JsonNode job = jobs.awaitStatus(JobClient.path(submitted), "SUCCEEDED");

    JsonNode result = job.path("reproduction");
    assertThat(result.path("model").asString()).isEqualTo(first);
    assertThat(result.path("sameWeights").asBoolean()).isTrue();
    assertThat(result.path("accuracyDifference").asDouble()).isZero();
    assertThat(result.path("differences").isEmpty()).isTrue();
    assertThat(result.path("verdict").asString()).startsWith("Same weights: ");
    String again = job.path("modelId").asString();
    assertThat(jobs.get("/models/" + again).path("reproduction")).isEqualTo(result);
    assertThat(jobs.get("/models/" + first + "/lineage").at("/reproductions/0/reproduction"))
        .isEqualTo(result);
    assertThat(jobs.get("/models/aliases").toString()).isEqualTo(before);

    MvcTestResult replayed = reproduce(first, "once");
    assertThat(replayed).hasHeader("Idempotency-Replayed", "true");
    assertThat(jobs.body(replayed).path("id")).isEqualTo(job.path("id"));
    assertThat(reproduce(again, "once"))
        .hasStatus(HttpStatus.UNPROCESSABLE_CONTENT)
        .bodyText()
        .contains("idempotency-key-reused");
  }

  @Test
  void repeatedTrainingOfATrialBelongsToNoSweep(@Autowired JobSubmitter submitter)
      throws Exception {
    String request =
        JobClient.QUICK.replaceFirst("\\{", "{'labels': {'sweep': '7', 'team': 'web'}, ");
    String trial = "/jobs/" + submitter.submit(Requests.of(request), null).job();
    String model = jobs.awaitStatus(trial, "SUCCEEDED").path("modelId").asString();

    JsonNode again = jobs.body(reproduce(model, "trial"));

    assertThat(again.at("/request/labels").toString()).isEqualTo("{\"team\":\"web\"}");
    jobs.awaitStatus(JobClient.path(again), "SUCCEEDED");
    assertThat(jobs.get("/jobs?label=sweep:7").path("items")).hasSize(1);
  }

  @Test
  void lineageEndsAtRandomWeightsAndNamesWhatWasDeleted() throws Exception {
    String root = train(JobClient.QUICK);
    String middle = train(from(root));
    String leaf = train(from(middle));

    JsonNode lineage = jobs.get("/models/" + leaf + "/lineage");
    assertThat(lineage.path("start").asString()).isEqualTo("RANDOM_WEIGHTS");
    assertThat(ids(lineage, "parents")).containsExactly(middle, root);
    assertThat(lineage.at("/model/parentId").asString()).isEqualTo(middle);
    assertThat(lineage.at("/model/job/status").asString()).isEqualTo("SUCCEEDED");
    assertThat(lineage.at("/model/dataset/state").asString()).isEqualTo("READY");
    assertThat(ids(jobs.get("/models/" + root + "/lineage"), "children")).containsExactly(middle);

    String job = jobs.get("/models/" + leaf).path("jobId").asString();
    assertThat(http.delete().uri("/jobs/{id}", job)).hasStatus(HttpStatus.NO_CONTENT);
    assertThat(http.delete().uri("/models/{id}", middle)).hasStatus(HttpStatus.NO_CONTENT);

    JsonNode later = jobs.get("/models/" + leaf + "/lineage");
    assertThat(later.path("start").asString()).isEqualTo("DELETED_MODEL");
    assertThat(later.at("/parents/0/id").asString()).isEqualTo(middle);
    assertThat(later.at("/parents/0/deleted").asBoolean()).isTrue();
    assertThat(later.at("/parents/0/weightsSha256").asString()).hasSize(64);
    assertThat(later.at("/model/job/deleted").asBoolean()).isTrue();
    assertRefused(leaf, HttpStatus.CONFLICT, "initial-model-gone", middle);
  }

  @Test
  void deletedOrOtherDataIsToldFromTheOriginal() throws Exception {
    upload(TestImages.zip(10, "cat", "dog"));
    String model = train("{\"dataset\": \"lineage\", " + TINY + "}");
    assertThat(http.delete().uri("/datasets/lineage@1")).hasStatus(HttpStatus.NO_CONTENT);

    assertRefused(model, HttpStatus.CONFLICT, "dataset-gone", "lineage@1 was deleted");
    assertThat(state(model)).isEqualTo("DELETED");

    upload(TestImages.zip(12, "cat", "dog"));
    assertRefused(model, HttpStatus.CONFLICT, "dataset-gone", "has other content now");
    assertThat(state(model)).isEqualTo("CHANGED");
    assertThat(http.delete().uri("/datasets/lineage@1")).hasStatus(HttpStatus.NO_CONTENT);
  }

  @Test
  void weightsFromElsewhereCannotBeTrainedAgain() throws Exception {
    ModelDescription trained = Samples.description("fashion-mnist", 0.9);
    UUID imported =
        save(
            ModelDescription.imported(
                trained.architecture(),
                trained.preprocessing(),
                trained.labels(),
                new ModelDescription.Origin("mine", null, null, "00ff", null)));

    assertRefused(
        imported.toString(),
        HttpStatus.UNPROCESSABLE_CONTENT,
        "not-reproducible",
        "from elsewhere");
    assertThat(jobs.get("/models/" + imported + "/lineage").path("start").asString())
        .isEqualTo("IMPORTED_WEIGHTS");
    assertRefused(
        UUID.randomUUID().toString(), HttpStatus.NOT_FOUND, "no-such-model", "GET /models");
  }

  @Test
  void requestThatThisVersionCannotReadIsRefused() throws Exception {
    ModelDescription known = Samples.description("fashion-mnist", 0.9);
    UUID model =
        save(
            new ModelDescription(
                known.architecture(),
                known.preprocessing(),
                known.labels(),
                "fashion-mnist-sample",
                known.digests(),
                Map.of("epochs", 1, "rounds", 7),
                42,
                "cpu",
                "fp32",
                100L,
                Map.of(),
                known.test(),
                null,
                null));

    assertRefused(model.toString(), HttpStatus.UNPROCESSABLE_CONTENT, "not-reproducible", "rounds");
    assertThat(jobs.get("/models/" + model + "/lineage").path("start").asString())
        .isEqualTo("UNKNOWN");
  }

  @Test
  void modelIsKeptWhileItsTrainingIsRepeated() throws Exception {
    String blocker = jobs.submit(JobClient.LONG);
    jobs.awaitStatus(blocker, "RUNNING");
    jobs.control(blocker, "stop");
    String first = jobs.awaitStatus(blocker, "SUCCEEDED").path("modelId").asString();

    String again = JobClient.path(jobs.body(reproduce(first, "kept")));
    assertThat(http.delete().uri("/models/{id}", first))
        .hasStatus(HttpStatus.CONFLICT)
        .bodyText()
        .contains("model-in-use", "is used by job");

    jobs.awaitStatus(again, "RUNNING");
    jobs.control(again, "stop");
    JsonNode result = jobs.awaitStatus(again, "SUCCEEDED").path("reproduction");
    assertThat(result.path("sameWeights").isBoolean()).isTrue();
    assertThat(http.delete().uri("/models/{id}", first)).hasStatus(HttpStatus.NO_CONTENT);
  }

  private static final String TINY =
      """
      "architecture": {"blocks": [1], "channels": [4]}, "imageSize": 28, "batchSize": 8,
      "epochs": 1, "promote": "never"\
      """;

  private static String from(String model) {
    return """
        {"dataset": "fashion-mnist-sample", "initialModel": "%s", "imageSize": 28,
         "batchSize": 32, "trainLimit": 64, "epochs": 1, "promote": "never"}
        """
        .formatted(model);
  }

  private String train(String request) throws Exception {
    return jobs.awaitStatus(jobs.submit(request), "SUCCEEDED").path("modelId").asString();
  }

  private void upload(byte[] archive) throws Exception {
    assertThat(http.post().uri("/datasets?name=lineage").content(archive))
        .hasStatus(HttpStatus.ACCEPTED);
    await().until(() -> jobs.get("/datasets/lineage@1").path("status").asString(), "READY"::equals);
  }

  private MvcTestResult reproduce(String model, String key) {
    return http.post()
        .uri("/models/{id}/reproduce", model)
        .header("Idempotency-Key", key)
        .exchange();
  }

  private void assertRefused(String model, HttpStatus status, String code, String detail)
      throws Exception {
    MvcTestResult answer = reproduce(model, UUID.randomUUID().toString());
    assertThat(answer).hasStatus(status).hasContentType("application/problem+json");
    JsonNode problem = jobs.body(answer);
    assertThat(problem.path("code").asString()).isEqualTo(code);
    assertThat(problem.path("detail").asString()).contains(detail);
  }

  private String state(String model) throws Exception {
    return jobs.get("/models/" + model + "/lineage").at("/model/dataset/state").asString();
  }

  private static List<String> ids(JsonNode lineage, String field) {
    return lineage.path(field).valueStream().map(each -> each.path("id").asString()).toList();
  }

  private UUID save(ModelDescription description) {
    String key = "jobs/%s/1/model".formatted(UUID.randomUUID());
    try (NDManager manager = NDManager.newBaseManager()) {
      return registry.register(
          store.save(key, Samples.network(manager, 1), description, null),
          null,
          PromotionPolicy.NEVER);
    }
  }
}
