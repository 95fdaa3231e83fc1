package dev.residual.feedback.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.djl.ndarray.NDManager;
import com.jayway.jsonpath.JsonPath;
import dev.residual.ResidualTest;
import dev.residual.evaluation.Outputs;
import dev.residual.model.ModelRegistry;
import dev.residual.model.ModelStore;
import dev.residual.model.PromotionPolicy;
import dev.residual.model.Samples;
import dev.residual.model.StoredModel;
import java.io.UnsupportedEncodingException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;
import tools.jackson.databind.json.JsonMapper;

/** The way from a prediction to its truth, to a report on drift, and to a data set. */
@ResidualTest
class FeedbackHttpTests {

  @Autowired private MockMvcTester http;
  @Autowired private ModelStore store;
  @Autowired private ModelRegistry registry;
  @Autowired private JsonMapper json;
  @Autowired private JdbcClient jdbc;

  private UUID model;

  @BeforeEach
  void registerModel() {
    int[] labels = new int[200];
    Arrays.setAll(labels, i -> i % 2);
    String key = "jobs/%s/1/model".formatted(UUID.randomUUID());
    try (NDManager manager = NDManager.newBaseManager()) {
      StoredModel saved =
          store.save(
              key,
              Samples.network(manager, 1),
              Samples.description("fashion-mnist", 0.9),
              null,
              Outputs.files("fashion-mnist", List.of("Shirt", "Bag"), labels, labels, json));
      model = registry.register(saved, null, PromotionPolicy.NEVER);
    }
  }

  @AfterEach
  void deleteModel() {
    http.delete().uri("/models/" + model).exchange();
  }

  /** Has images classified that are all different, and returns the ids of the predictions. */
  private List<String> predict(int images, int first) throws Exception {
    byte[] body = new byte[images * 784];
    for (int i = 0; i < images; i++) {
      Arrays.fill(body, i * 784, i * 784 + 300 + first + i, (byte) (40 + first + i));
    }
    MvcTestResult answer =
        http.post()
            .uri("/predict?model=" + model)
            .contentType(MediaType.APPLICATION_OCTET_STREAM)
            .content(body)
            .exchange();
    assertThat(answer).hasStatusOk();
    return JsonPath.read(text(answer), "$.predictions[*].predictionId");
  }

  private static String text(MvcTestResult answer) throws UnsupportedEncodingException {
    return answer.getResponse().getContentAsString();
  }

  private MvcTestResult post(String path, String body) {
    return http.post().uri(path).contentType(MediaType.APPLICATION_JSON).content(body).exchange();
  }

  private MvcTestResult tell(String id, String label) {
    return post("/feedback", truth(id, label));
  }

  private static String truth(String id, String label) {
    return "{\"predictionId\": \"%s\", \"label\": \"%s\"}".formatted(id, label);
  }

  private MvcTestResult drift(String query) {
    return http.get().uri("/models/" + model + "/drift" + query).exchange();
  }

  private static void assertProblem(
      MvcTestResult answer, HttpStatus status, String code, String detail) throws Exception {
    assertThat(answer).hasStatus(status).hasContentType(MediaType.APPLICATION_PROBLEM_JSON);
    assertThat(JsonPath.<String>read(text(answer), "$.code")).isEqualTo(code);
    assertThat(JsonPath.<String>read(text(answer), "$.detail")).contains(detail);
  }

  @Test
  void truthOfAPredictionCountsForTheAccuracy() throws Exception {
    String id = predict(1, 0).get(0);

    assertThat(tell(id, "Shirt")).hasStatus(HttpStatus.NO_CONTENT);
    MvcTestResult report = drift("");
    assertThat(report).hasStatusOk();
    assertThat(report).bodyJson().extractingPath("$.total.predictions").isEqualTo(1);
    assertThat(report).bodyJson().extractingPath("$.total.feedback").isEqualTo(1);
    assertThat(report).bodyJson().extractingPath("$.test.labels").isEqualTo(List.of(100, 100));
    assertThat(report).bodyJson().extractingPath("$.drift").isNull();
    assertThat(report)
        .bodyJson()
        .extractingPath("$.verdict")
        .asString()
        .startsWith("1 prediction is too few to tell");
  }

  @Test
  void manyPredictionsAreComparedWithTheTestSet() throws Exception {
    predict(64, 0);
    List<String> ids = predict(64, 0);
    tell(ids.get(0), "Bag");

    MvcTestResult report = drift("");
    assertThat(report).bodyJson().extractingPath("$.tests").isEqualTo(4);
    assertThat(report).bodyJson().extractingPath("$.drift").isEqualTo(true);
    assertThat(report).bodyJson().extractingPath("$.days.length()").isEqualTo(1);
    assertThat(report)
        .bodyJson()
        .extractingPath("$.total.confidenceDrift.pValue")
        .asNumber()
        .satisfies(p -> assertThat(p.doubleValue()).isBetween(0.0, 1.0));
  }

  @Test
  void severalTruthsAreToldAtOnce() throws Exception {
    List<String> ids = predict(3, 0);
    String unknown = UUID.randomUUID().toString();
    MvcTestResult answer =
        post(
            "/feedback",
            "{\"items\": [%s, %s, %s]}"
                .formatted(
                    truth(ids.get(0), "Shirt"), truth(unknown, "Bag"), truth(ids.get(1), "Hat")));

    assertThat(answer).hasStatusOk();
    assertThat(answer).bodyJson().extractingPath("$.stored").isEqualTo(1);
    assertThat(answer).bodyJson().extractingPath("$.refused[*].index").isEqualTo(List.of(1, 2));
    assertThat(answer)
        .bodyJson()
        .extractingPath("$.refused[*].code")
        .isEqualTo(List.of("no-such-prediction", "unknown-label"));
    assertThat(answer).bodyJson().extractingPath("$.refused[0].predictionId").isEqualTo(unknown);
    assertThat(answer)
        .bodyJson()
        .extractingPath("$.refused[*].status")
        .isEqualTo(List.of(404, 422));
  }

  @Test
  void wrongFeedbackIsRefused() throws Exception {
    String id = predict(1, 0).get(0);

    assertProblem(
        tell(id, "Hat"),
        HttpStatus.UNPROCESSABLE_CONTENT,
        "unknown-label",
        "was \"Hat\". Its labels are Shirt, Bag.");
    assertProblem(
        tell(UUID.randomUUID().toString(), "Bag"),
        HttpStatus.NOT_FOUND,
        "no-such-prediction",
        "It was deleted");
    for (String body :
        List.of(
            "{}",
            "{\"predictionId\": 1, \"label\": \"Bag\"}",
            "{\"items\": []}",
            "{\"items\": [null]}",
            "{\"label\": \"Bag\", \"items\": [%s]}".formatted(truth(id, "Bag")),
            "{\"items\": [" + "{},".repeat(1000) + "{}]}")) {
      assertThat(post("/feedback", body)).as(body).hasStatus(HttpStatus.BAD_REQUEST);
    }
    assertProblem(
        post("/feedback", "{\"items\": [%s, {}]}".formatted(truth(id, "Bag"))),
        HttpStatus.BAD_REQUEST,
        "invalid-request",
        "items[1].predictionId must be the predictionId of an answer of POST /predict");
  }

  @Test
  void daysThatCannotBeComparedAreRefused() throws Exception {
    for (String query :
        List.of(
            "?from=2026-02-01&to=2026-01-31",
            "?from=2026-01-01&to=2026-04-03",
            "?from=-999999999-01-01",
            "?to=%2B999999999-12-31")) {
      assertThat(drift(query)).as(query).hasStatus(HttpStatus.BAD_REQUEST);
    }
    assertProblem(
        drift("?from=yesterday"),
        HttpStatus.BAD_REQUEST,
        "invalid-request",
        "from must be a day such as 2026-01-31");
    assertThat(drift("?from=2026-01-01&to=2026-04-02")).hasStatusOk();
    assertThat(http.get().uri("/models/" + UUID.randomUUID() + "/drift").exchange())
        .hasStatus(HttpStatus.NOT_FOUND);
  }

  @Test
  void deletedPredictionIsGone() throws Exception {
    String id = predict(1, 0).get(0);
    tell(id, "Shirt");

    assertThat(http.delete().uri("/predictions/" + id).exchange()).hasStatus(HttpStatus.NO_CONTENT);
    assertThat(
            jdbc.sql("select count(*) from prediction_image where prediction_id = :id")
                .param("id", UUID.fromString(id))
                .query(Long.class)
                .single())
        .isZero();
    assertProblem(tell(id, "Shirt"), HttpStatus.NOT_FOUND, "no-such-prediction", id);
    assertThat(http.delete().uri("/predictions/" + id).exchange()).hasStatus(HttpStatus.NOT_FOUND);
  }

  @Test
  void deletedModelHasNoPredictions() throws Exception {
    tell(predict(1, 0).get(0), "Bag");
    http.delete().uri("/models/" + model).exchange();
    assertThat(http.get().uri("/models/" + model).exchange()).hasStatus(HttpStatus.NOT_FOUND);

    assertThat(
            jdbc.sql("select count(*) from prediction where model_id = :id")
                .param("id", model)
                .query(Long.class)
                .single())
        .isZero();
  }

  /** It was written after its model was deleted. */
  @Test
  void predictionThatOutlivesItsModelHasNoTruth() throws Exception {
    String id = predict(1, 0).get(0);
    UUID other = UUID.randomUUID();
    rename(model, other);
    try {
      assertProblem(tell(id, "Bag"), HttpStatus.NOT_FOUND, "no-such-prediction", id);
    } finally {
      rename(other, model);
    }
  }

  private void rename(UUID from, UUID to) {
    jdbc.sql("update model set id = :to where id = :from")
        .param("to", to)
        .param("from", from)
        .update();
  }

  @Test
  void feedbackIsNoChangeInTheAuditLog() throws Exception {
    Supplier<Long> entries =
        () ->
            jdbc.sql("select count(*) from audit_entry where target = '/feedback'")
                .query(Long.class)
                .single();
    long before = entries.get(); // refusals of other tests

    tell(predict(1, 0).get(0), "Bag");

    assertThat(entries.get()).isEqualTo(before);
  }

  @Test
  void imagesWithTruthBecomeADataset() throws Exception {
    List<String> ids = new ArrayList<>(predict(40, 0));
    for (int i = 0; i < 30; i++) {
      assertThat(tell(ids.get(i), i < 15 ? "Bag" : "Shirt")).hasStatus(HttpStatus.NO_CONTENT);
    }
    String request = "{\"name\": \"told\", \"feedback\": {\"model\": \"%s\"}}".formatted(model);

    MvcTestResult accepted = post("/datasets", request);
    assertThat(accepted).hasStatus(HttpStatus.ACCEPTED).hasHeader("Location", "/datasets/told@1");
    try {
      await().atMost(Duration.ofMinutes(2)).until(this::isReady);
      MvcTestResult dataset = http.get().uri("/datasets/told@1").exchange();
      // In the order of the model's classes.
      assertThat(dataset).bodyJson().extractingPath("$.labels").isEqualTo(List.of("Shirt", "Bag"));
      assertThat(dataset).bodyJson().extractingPath("$.trainSize").isEqualTo(24);
      assertThat(dataset).bodyJson().extractingPath("$.testSize").isEqualTo(6);
      assertThat(dataset).bodyJson().extractingPath("$.imageFormat.height").isEqualTo(28);
      assertThat(post("/datasets", request)).as("the same images").hasStatusOk();
      tell(ids.get(0), "Shirt");
      assertProblem(
          post("/datasets", request), HttpStatus.CONFLICT, "dataset-exists", "newVersion=true");
    } finally {
      http.delete().uri("/datasets/told@1").exchange();
    }
  }

  private boolean isReady() throws Exception {
    return JsonPath.read(text(http.get().uri("/datasets/told@1").exchange()), "$.ready");
  }

  @Test
  void datasetOfNoImagesIsRefused() throws Exception {
    predict(1, 0);
    assertProblem(
        post(
            "/datasets",
            "{\"name\": \"told\", \"feedback\": {\"model\": \"%s\"}}".formatted(model)),
        HttpStatus.UNPROCESSABLE_CONTENT,
        "impossible-request",
        "none has an image and a truth");
    assertProblem(
        post("/datasets", "{\"name\": \"told\", \"feedback\": {\"model\": \"nobody\"}}"),
        HttpStatus.NOT_FOUND,
        "no-such-model",
        "feedback.model must be");
    assertProblem(
        post("/datasets", "{\"name\": \"told\", \"inbox\": \"a\", \"feedback\": {}}"),
        HttpStatus.BAD_REQUEST,
        "invalid-request",
        "feedback and inbox");
  }
}
