package dev.residual.evaluation.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.djl.ndarray.NDManager;
import dev.residual.ResidualTest;
import dev.residual.dataset.own.TestImages;
import dev.residual.job.JobClient;
import dev.residual.model.ModelDescription;
import dev.residual.model.ModelRegistry;
import dev.residual.model.ModelStore;
import dev.residual.model.PromotionPolicy;
import dev.residual.model.Samples;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Evaluates models on other data sets, as clients do. */
@ResidualTest
class EvaluationRunHttpTests {

  private static final String SAMPLE = "fashion-mnist-sample";

  @Autowired private MockMvcTester http;
  @Autowired private ModelStore store;
  @Autowired private ModelRegistry registry;

  private JobClient client;

  @BeforeEach
  void createClient(@Autowired JsonMapper json) {
    client = new JobClient(http, json);
  }

  @AfterEach
  void deleteData() {
    for (int version = 1; version <= 2; version++) {
      http.delete().uri("/datasets/judged@" + version).exchange();
    }
  }

  @Test
  void evaluationOnTheOwnTestSetGivesTheOwnResult() throws Exception {
    String model = train(JobClient.QUICK);

    MvcTestResult accepted = evaluate(model, SAMPLE);
    assertThat(accepted).hasStatus(HttpStatus.ACCEPTED);
    String path = accepted.getResponse().getHeader("Location");
    assertThat(path)
        .isEqualTo(
            "/models/" + model + "/evaluations/" + client.body(accepted).path("id").asString());
    JsonNode done = awaitEnd(path);

    assertThat(done.path("status").asString()).isEqualTo("SUCCEEDED");
    assertThat(done.at("/progress/fraction").asDouble()).isEqualTo(1);
    JsonNode own = client.get("/models/" + model + "/evaluation");
    JsonNode report = client.get(path + "/report");
    assertThat(report.path("accuracy")).isEqualTo(own.path("accuracy"));
    assertThat(report.path("confusion")).isEqualTo(own.path("confusion"));
    assertThat(report.path("reliability")).isEqualTo(own.path("reliability"));
    assertThat(report.path("mistakes")).isEqualTo(own.path("mistakes"));
    assertThat(report.path("testDigest")).isEqualTo(own.path("testDigest"));
    assertThat(done.at("/result/accuracy")).isEqualTo(own.path("accuracy"));
    assertThat(done.at("/result/macroF1")).isEqualTo(own.path("macroF1"));
    for (String part : List.of("confusion.svg", "reliability.svg", "label-errors", "predictions")) {
      assertThat(http.get().uri(path + "/" + part)).as(part).hasStatusOk();
    }
    assertThat(
            http.get()
                .uri(path + "/report")
                .header("If-None-Match", etag(path + "/report"))
                .exchange())
        .hasStatus(HttpStatus.NOT_MODIFIED);
    assertThat(ids("/models/" + model + "/evaluations")).containsExactly(id(done));

    assertThat(http.delete().uri(path)).hasStatus(HttpStatus.NO_CONTENT);
    assertThat(http.get().uri(path)).hasStatus(HttpStatus.NOT_FOUND);
    assertThat(ids("/models/" + model + "/evaluations")).isEmpty();
  }

  @Test
  void labelsInAnotherOrderAreTheSameLabels() throws Exception {
    byte[] split = TestImages.zip(10, "train/cat", "train/dog", "test/cat", "test/dog");
    upload("name=judged", split, 1);
    String model = train("{\"dataset\": \"judged\", " + TINY + "}");
    upload("name=judged&newVersion=true&labels={labels}", split, 2, "[\"dog\", \"cat\"]");
    assertThat(client.get("/datasets/judged@2").path("labels").toString())
        .isEqualTo("[\"dog\",\"cat\"]");

    JsonNode same = awaitEnd(submit(model, "judged@1"));
    JsonNode turned = awaitEnd(submit(model, "judged@2"));

    JsonNode first = client.get(link(same, "report"));
    JsonNode second = client.get(link(turned, "report"));
    assertThat(second.path("accuracy")).isEqualTo(first.path("accuracy"));
    assertThat(second.at("/classes/0/label").asString()).isEqualTo("dog");
    assertThat(second.at("/confusion/matrix/0/0")).isEqualTo(first.at("/confusion/matrix/1/1"));
    assertThat(second.at("/confusion/matrix/0/1")).isEqualTo(first.at("/confusion/matrix/1/0"));
    assertThat(second.path("testDigest")).isNotEqualTo(first.path("testDigest"));
  }

  @Test
  void weightsFromElsewhereCanBeEvaluated() throws Exception {
    upload("name=judged&color=gray", TestImages.zip(10, "Bag", "Shirt"), 1);
    ModelDescription trained = Samples.description("fashion-mnist", 0.9);
    String model =
        save(
            ModelDescription.imported(
                trained.architecture(),
                trained.preprocessing(),
                trained.labels(),
                new ModelDescription.Origin("mine", null, null, "00ff", null)));

    JsonNode done = awaitEnd(submit(model, "judged"));

    assertThat(done.path("status").asString()).isEqualTo("SUCCEEDED");
    assertThat(done.path("dataset").asString()).isEqualTo("judged@1");
    JsonNode report = client.get(link(done, "report"));
    assertThat(report.at("/reliability/calibration/fittedOn").asString()).isEqualTo("none");
    assertThat(report.at("/reliability/calibration/temperature").asDouble()).isEqualTo(1);
    assertThat(http.get().uri("/models/" + model + "/evaluation")).hasStatus(HttpStatus.NOT_FOUND);
  }

  @Test
  void impossibleEvaluationsAreRefused() throws Exception {
    upload("name=judged", TestImages.zip(10, "Shirt", "dog"), 1);
    String gray = save(Samples.description("fashion-mnist", 0.9));

    assertProblem(
        evaluate(gray, "judged"),
        HttpStatus.UNPROCESSABLE_CONTENT,
        "impossible-request",
        "dataset must have the same labels as the model, but judged@1 has others: the model does"
            + " not know \"dog\", and the data set lacks \"Bag\"");
    upload("name=judged&newVersion=true", TestImages.zip(10, "Bag", "Shirt"), 2);
    assertProblem(
        evaluate(gray, "judged@2"),
        HttpStatus.UNPROCESSABLE_CONTENT,
        "impossible-request",
        "must have gray images");
    assertProblem(evaluate(gray, "nothing"), HttpStatus.BAD_REQUEST, "invalid-request", "nothing");
    assertProblem(evaluate(gray, ""), HttpStatus.BAD_REQUEST, "invalid-request", "GET /datasets");
    assertProblem(
        evaluate(UUID.randomUUID().toString(), SAMPLE),
        HttpStatus.NOT_FOUND,
        "no-such-model",
        "GET /models");
    String backbone =
        save(
            ModelDescription.imported(
                Samples.description("x", 0).architecture(),
                Samples.description("x", 0).preprocessing(),
                List.of(),
                new ModelDescription.Origin("mine", null, null, "00ff", null)));
    assertProblem(
        evaluate(backbone, SAMPLE), HttpStatus.CONFLICT, "model-without-labels", "backbone");
    assertProblem(
        http.get().uri("/models/" + gray + "/evaluations/" + UUID.randomUUID()).exchange(),
        HttpStatus.NOT_FOUND,
        "no-such-evaluation",
        "GET /models/" + gray + "/evaluations");
  }

  private static final String TINY =
      """
      "architecture": {"blocks": [1], "channels": [4]}, "imageSize": 28, "batchSize": 8,
      "epochs": 1, "promote": "never"\
      """;

  private String train(String request) throws Exception {
    return client.awaitStatus(client.submit(request), "SUCCEEDED").path("modelId").asString();
  }

  private void upload(String query, byte[] archive, int version, Object... values)
      throws Exception {
    assertThat(http.post().uri("/datasets?" + query, values).content(archive))
        .hasStatus(HttpStatus.ACCEPTED);
    await()
        .until(
            () -> client.get("/datasets/judged@" + version).path("status").asString(),
            "READY"::equals);
  }

  private MvcTestResult evaluate(String model, String dataset) {
    return http.post()
        .uri("/models/{id}/evaluations", model)
        .contentType(MediaType.APPLICATION_JSON)
        .content("{\"dataset\": \"" + dataset + "\"}")
        .exchange();
  }

  private String submit(String model, String dataset) {
    MvcTestResult accepted = evaluate(model, dataset);
    assertThat(accepted).hasStatus(HttpStatus.ACCEPTED);
    return accepted.getResponse().getHeader("Location");
  }

  private JsonNode awaitEnd(String path) {
    return await()
        .until(
            () -> client.get(path),
            each -> List.of("SUCCEEDED", "FAILED").contains(each.path("status").asString()));
  }

  private List<String> ids(String path) throws Exception {
    return client.get(path).path("items").valueStream().map(EvaluationRunHttpTests::id).toList();
  }

  private static String id(JsonNode each) {
    return each.path("id").asString();
  }

  private static String link(JsonNode evaluation, String name) {
    return evaluation.path("links").path(name).asString();
  }

  private String etag(String path) {
    return http.get().uri(path).exchange().getResponse().getHeader("ETag");
  }

  private void assertProblem(MvcTestResult answer, HttpStatus status, String code, String detail)
      throws Exception {
    assertThat(answer).hasStatus(status).hasContentType("application/problem+json");
    JsonNode problem = client.body(answer);
    assertThat(problem.path("code").asString()).isEqualTo(code);
    assertThat(problem.path("detail").asString()).contains(detail);
  }

  private String save(ModelDescription description) {
    String key = "jobs/%s/1/model".formatted(UUID.randomUUID());
    try (NDManager manager = NDManager.newBaseManager()) {
      return registry
          .register(
              store.save(key, Samples.network(manager, 1), description, null),
              null,
              PromotionPolicy.NEVER)
          .toString();
    }
  }
}
