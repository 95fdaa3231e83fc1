package dev.residual;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.springframework.http.HttpMethod.DELETE;
import static org.springframework.http.HttpMethod.GET;
import static org.springframework.http.HttpMethod.PATCH;
import static org.springframework.http.HttpMethod.POST;
import static org.springframework.http.HttpMethod.PUT;

import com.jayway.jsonpath.JsonPath;
import dev.residual.ApiContract.Operation;
import dev.residual.dataset.own.TestImages;
import dev.residual.job.JobClient;
import dev.residual.webhook.client.Receiver;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;
import org.springframework.web.util.UriComponentsBuilder;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Answers of every operation have the form that the OpenAPI document gives them. */
@ResidualTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ApiContractTests {

  private static final String NONE = new UUID(0, 0).toString();
  private static final String SAMPLE = "/datasets/fashion-mnist-sample/images";

  @Autowired MockMvcTester http;

  private JobClient jobs;
  private String document;
  private ApiContract contract;
  private String job;
  private String model;

  @BeforeAll
  void trainAModel(@Autowired JsonMapper json) throws Exception {
    jobs = new JobClient(http, json);
    document = http.get().uri("/v3/api-docs").exchange().getResponse().getContentAsString();
    contract = new ApiContract(document);
    job = jobs.submit(JobClient.QUICK);
    model = jobs.awaitStatus(job, "SUCCEEDED").path("modelId").asString();
  }

  @Test
  void answersOfEveryOperationHaveTheDocumentedForm() throws Exception {
    askForModels();
    judgeModel();
    uploadWeights();
    askForPredictions();
    tellTheTruth();
    askByTheProtocol();
    controlJobs();
    sweep();
    askForTheRest();
    manageKeys();
    uploadADataset();
    useWebhooks();
    askForWhatIsNotThere();
    askNonsenseOfEveryOperation();
    removeModel();
    cancelTheRest();

    assertThat(contract.answers())
        .allSatisfy(
            (operation, statuses) -> {
              assertThat(statuses)
                  .as("checked successes of %s", operation)
                  .anyMatch(this::isSuccess);
              assertThat(statuses).as("checked errors of %s", operation).contains(400);
            });
  }

  @Test
  void everyOperationHasAnIdOfItsOwn() {
    List<String> ids = JsonPath.read(document, "$.paths.*.*.operationId");

    assertThat(ids).doesNotHaveDuplicates().allMatch(id -> id.matches("[a-z][A-Za-z]+"));
    assertThat(ids).contains("submitJob", "getJob", "predict", "infer", "inferOfVersion");
  }

  @Test
  void everySummaryIsAnImperativeWithoutAFullStop() {
    List<String> summaries = JsonPath.read(document, "$.paths.*.*.summary");

    assertThat(summaries)
        .isNotEmpty()
        .allMatch(
            summary ->
                summary.matches(
                    "(Add|Assign|Cancel|Change|Check|Classify|Compare|Create|Delete|Describe|Download"
                        + "|Get|List|Pause|Remove|Resume|Revoke|Search|Stop|Stream|Submit|Upload)"
                        + " .*[^.]"));
  }

  @Test
  void everyAnswerHasAMediaTypeAndEverySchemaAForm() {
    assertThat(document).doesNotContain("*/*");
    String architecture = "$.components.schemas.JobRequest.properties.architecture.oneOf";
    assertThat(JsonPath.<String>read(document, architecture + "[0].type")).isEqualTo("string");
    assertThat(JsonPath.<String>read(document, architecture + "[1].$ref"))
        .isEqualTo("#/components/schemas/CustomArchitecture");
    String size = "$.components.schemas.JobRequest.properties.validationSize..oneOf";
    assertThat(JsonPath.<List<Integer>>read(document, size + "[0].maximum"))
        .containsExactly(1_000_000);
    assertThat(JsonPath.<List<String>>read(document, size + "[1].enum[0]"))
        .containsExactly("given");
    String scale = "$.components.schemas.Crop.properties.scale";
    assertThat(JsonPath.<Double>read(document, scale + ".items.minimum")).isEqualTo(0.01);
    assertThat(JsonPath.<List<?>>read(document, scale + ".default")).hasSize(2);
    assertThat(JsonPath.<List<Map<String, ?>>>read(document, "$..[?(@.type == 'array')]"))
        .allSatisfy(array -> assertThat(array).containsKey("items"));
  }

  private void askForModels() throws Exception {
    expect(200, get("/models"));
    JsonNode links = body(expect(200, get("/models/" + model))).path("links");
    assertThat(links.propertyNames())
        .containsExactly("self", "weights", "onnx", "card", "bundle", "lineage", "evaluation");
    links.forEach(link -> expect(200, get(link.asString())));
    for (String part : List.of("confusion.svg", "reliability.svg", "label-errors", "predictions")) {
      expect(200, get("/models/" + model + "/evaluation/" + part));
    }
    expect(200, get("/models/compare?a=" + model + "&b=" + model));
    expect(200, send(PUT, "/models/aliases/contract", "{\"modelId\": \"%s\"}".formatted(model)));
    expect(200, get("/models/aliases"));
    expect(409, send(DELETE, "/models/" + model));
    expect(204, send(DELETE, "/models/aliases/contract"));
  }

  private void judgeModel() throws Exception {
    String evaluations = "/models/" + model + "/evaluations";
    String sample = "{\"dataset\": \"fashion-mnist-sample\"}";
    JsonNode links = body(expect(202, send(POST, evaluations, sample))).path("links");
    String evaluation = links.path("self").asString();
    await().until(() -> jobs.status(evaluation), "SUCCEEDED"::equals);
    body(expect(200, get(evaluation)))
        .path("links")
        .forEach(link -> expect(200, get(link.asString())));
    expect(200, get(evaluations));
    expect(400, send(POST, evaluations, "{}"));
    expect(204, send(DELETE, evaluation));
    expect(404, get(evaluation));

    String again = JobClient.path(body(expect(202, send(POST, "/models/" + model + "/reproduce"))));
    String copy = jobs.awaitStatus(again, "SUCCEEDED").path("modelId").asString();
    expect(200, get(again));
    expect(200, get("/models/" + copy));
    expect(200, get("/models/" + model + "/lineage"));
    expect(204, send(DELETE, "/models/" + copy));
  }

  private void uploadWeights() throws Exception {
    byte[] weights = get("/models/" + model + "/weights").getResponse().getContentAsByteArray();
    String labels = body(get("/models/" + model)).path("labels").toString();
    JsonNode architecture = body(get(job)).path("request").path("architecture");
    MediaType bytes = MediaType.APPLICATION_OCTET_STREAM;
    URI known =
        UriComponentsBuilder.fromPath("/models")
            .queryParam("architecture", "{architecture}")
            .queryParam("labels", "{labels}")
            .build(
                architecture.isString() ? architecture.asString() : architecture.toString(),
                labels);
    JsonNode uploaded = body(expect(201, send(POST, known, bytes, weights)));
    expect(200, get(uploaded.path("links").path("self").asString()));
    expect(
        200, send(POST, "/predict?model=" + uploaded.path("id").asString(), bytes, new byte[784]));
    expect(200, get("/models"));
    expect(204, send(DELETE, uploaded.path("links").path("self").asString()));
    expect(400, send(POST, "/models", bytes, weights));
    expect(415, send(POST, known, bytes, new byte[100]));
    expect(422, send(POST, "/models?head=drop&architecture=resnet152", bytes, weights));
  }

  private void askForPredictions() {
    String predict = "/predict?model=" + model;
    MediaType bytes = MediaType.APPLICATION_OCTET_STREAM;
    expect(200, send(POST, predict, bytes, new byte[784]));
    expect(200, send(POST, predict + "&abstainBelow=1", bytes, new byte[2 * 784]));
    expect(400, send(POST, predict + "&topK=0", bytes, new byte[784]));
    expect(413, send(POST, predict, bytes, new byte[65 * 784]));
    expect(415, send(POST, predict, MediaType.TEXT_PLAIN, new byte[784]));
    expect(415, send(POST, predict, MediaType.IMAGE_PNG, new byte[784]));
  }

  private void tellTheTruth() throws Exception {
    MediaType bytes = MediaType.APPLICATION_OCTET_STREAM;
    JsonNode predictions =
        body(expect(200, send(POST, "/predict?model=" + model, bytes, new byte[2 * 784])));
    String id = predictions.at("/predictions/0/predictionId").asString();
    String truth = "{\"predictionId\": \"%s\", \"label\": \"%s\"}";
    expect(204, send(POST, "/feedback", truth.formatted(id, "Ankle boot")));
    String several = "{\"items\": [%s, %s]}";
    expect(
        200,
        send(
            POST,
            "/feedback",
            several.formatted(truth.formatted(id, "Bag"), truth.formatted(NONE, "Bag"))));
    expect(422, send(POST, "/feedback", truth.formatted(id, "Hat")));
    expect(404, send(POST, "/feedback", truth.formatted(NONE, "Bag")));
    expect(400, send(POST, "/feedback", "{}"));
    expect(200, get("/models/" + model + "/drift"));
    for (int i = 0; i < 2; i++) {
      expect(200, send(POST, "/predict?model=" + model, bytes, new byte[64 * 784]));
    }
    // So that all of the last are recorded.
    JsonNode last = body(expect(200, send(POST, "/predict?model=" + model, bytes, new byte[784])));
    String lastId = last.at("/predictions/0/predictionId").asString();
    expect(204, send(POST, "/feedback", truth.formatted(lastId, "Bag")));
    expect(200, get("/models/" + model + "/drift"));
    expect(204, send(DELETE, "/predictions/" + id));
  }

  private void askByTheProtocol() {
    expect(200, get("/v2"));
    expect(200, get("/v2/health/live"));
    expect(200, get("/v2/health/ready"));
    expect(200, send(POST, "/v2/repository/index", "{\"ready\": true}"));
    for (String path :
        List.of("/v2/models/" + model, "/v2/models/%s/versions/%1$s".formatted(model))) {
      expect(200, get(path));
      expect(200, get(path + "/ready"));
      expect(200, get(path + "/config"));
      expect(200, send(POST, path + "/infer", infer("")));
      expect(
          200, send(POST, path + "/infer", infer(", 'parameters': {'binary_data_output': true}")));
      expect(400, send(POST, path + "/infer", "{}"));
      expect(415, send(POST, path + "/infer", MediaType.TEXT_PLAIN, new byte[1]));
      expect(200, get(path + "/stats"));
    }
  }

  private static String infer(String parameters) {
    String pixels = "0, ".repeat(783) + "0";
    return """
    {'id': 'a'%s, 'inputs':
     [{'name': 'image', 'datatype': 'UINT8', 'shape': [1, 28, 28], 'data': [%s]}]}
    """
        .formatted(parameters, pixels)
        .replace('\'', '"');
  }

  private void controlJobs() throws Exception {
    expect(200, get(job));
    expect(200, get(job + "/metrics"));
    expect(200, get(job + "/tensorboard"));
    expect(204, get(job + "/events?lastEventId=999999999"));
    String running = JobClient.path(body(expect(202, send(POST, "/jobs", JobClient.LONG))));
    expect(409, send(DELETE, running));
    jobs.awaitStatus(running, "RUNNING");
    String queued = JobClient.path(body(expect(202, send(POST, "/jobs", JobClient.LONG))));
    expect(200, send(PATCH, queued, "{\"priority\": 1}"));
    expect(400, send(PATCH, queued, "{}"));
    expect(409, send(POST, queued + "/stop"));
    expect(202, send(POST, queued + "/pause"));
    expect(202, send(POST, queued + "/resume"));
    expect(409, send(POST, queued + "/resume"));
    expect(200, get("/jobs"));
    expect(202, send(POST, queued + "/cancel"));
    expect(409, send(POST, queued + "/cancel"));
    expect(409, send(POST, queued + "/pause"));
    expect(200, get(queued));
    expect(202, send(POST, running + "/stop"));
    JsonNode stopped = jobs.awaitStatus(running, "SUCCEEDED");
    expect(204, send(DELETE, running));
    expect(204, send(DELETE, "/models/" + stopped.path("modelId").asString()));
    expect(400, send(POST, "/jobs", "{\"epochs\": 0}"));
    expect(422, send(POST, "/jobs", "{\"earlyStopping\": {\"patience\": 1}}"));
  }

  private void sweep() throws Exception {
    String request =
        "{\"strategy\": \"grid\", \"job\": %s, \"space\": {\"labelSmoothing\": [0, 0.1]}}"
            .formatted(JobClient.LONG.replace(", \"promote\": \"never\"", ""));
    String sweep =
        "/sweeps/" + body(expect(202, send(POST, "/sweeps", request))).path("id").asString();
    expect(200, get("/sweeps"));
    expect(200, get(sweep));
    expect(200, get(sweep + "/trials.csv"));
    expect(409, send(DELETE, sweep));
    expect(202, send(POST, sweep + "/stop"));
    await()
        .atMost(Duration.ofMinutes(2))
        .until(() -> body(expect(200, get(sweep))).path("status").asString().matches("[A-Z]+ED"));
    expect(204, send(DELETE, sweep));
    expect(400, send(POST, "/sweeps", "{\"strategy\": 1}"));
  }

  private void askForTheRest() {
    expect(200, get("/devices"));
    expect(200, get("/datasets"));
    expect(200, get("/datasets/fashion-mnist-sample"));
    expect(200, get(SAMPLE));
    expect(200, get(SAMPLE + "/test/0"));
    expect(200, get("/architectures"));
    expect(200, get("/architectures/resnet18/summary"));
    expect(
        200,
        contract.check(
            http.get()
                .uri("/architectures/resnet18/summary")
                .accept(MediaType.TEXT_PLAIN)
                .exchange()));
  }

  private void manageKeys() throws Exception {
    JsonNode key =
        body(expect(201, send(POST, "/keys", "{\"name\": \"me\", \"role\": \"viewer\"}")));
    expect(400, send(POST, "/keys", "{\"name\": \"me\"}"));
    expect(200, get("/keys"));
    String path = "/keys/" + key.path("id").asString();
    expect(200, send(PATCH, path, "{\"limits\": {\"imagesPerSecond\": 5}, \"expiresAt\": null}"));
    expect(400, send(PATCH, path, "{\"role\": \"admin\"}"));
    expect(204, send(DELETE, path));
    expect(200, get("/audit"));
    expect(200, get("/access"));
  }

  private void uploadADataset() throws Exception {
    String upload = "/datasets?name=contract";
    MediaType bytes = MediaType.APPLICATION_OCTET_STREAM;
    byte[] archive = TestImages.zip(10, "cat", "dog");
    expect(202, send(POST, upload, bytes, archive));
    expect(409, send(POST, upload, bytes, TestImages.zip(11, "cat", "dog")));
    expect(415, send(POST, upload + "2", bytes, new byte[1]));
    String dataset = "/datasets/contract@1";
    await()
        .atMost(Duration.ofMinutes(2))
        .until(() -> body(expect(200, get(dataset))).path("ready").asBoolean());
    expect(200, send(POST, upload, bytes, archive));
    expect(200, get(dataset + "/report"));
    expect(200, get(dataset + "/report/unreadable"));
    expect(200, get(dataset + "/images?show=leaks"));
    expect(200, get(dataset + "/images?show=near-leaks"));
    expect(404, get("/datasets/fashion-mnist/report"));
    expect(400, send(DELETE, "/datasets/contract"));
    expect(204, send(DELETE, dataset));
    expect(404, send(DELETE, dataset));
  }

  private void useWebhooks() throws Exception {
    String url = "{\"url\": \"https://%s/hooks\"}";
    String webhook =
        body(expect(201, send(POST, "/webhooks", url.formatted("8.8.8.8"))))
            .path("links")
            .path("self")
            .asString();
    expect(409, send(POST, "/webhooks", url.formatted("8.8.8.8")));
    expect(422, send(POST, "/webhooks", url.formatted("10.0.0.1")));
    expect(400, send(POST, "/webhooks", "{\"url\": \"http://8.8.8.8/\"}"));
    expect(200, get("/webhooks"));
    expect(200, get(webhook));
    expect(200, send(POST, webhook + "/rotate-secret"));
    try (Receiver receiver = Receiver.answering(500)) {
      String change = "{\"enabled\": true, \"url\": \"%s\"}".formatted(receiver.url());
      expect(200, send(PATCH, webhook, change));
      String message =
          body(expect(200, send(POST, webhook + "/test"))).path("messageId").asString();
      expect(200, get(webhook + "/deliveries?status=FAILED"));
      expect(200, get(webhook + "/deliveries/" + message));
      expect(202, send(POST, webhook + "/deliveries/" + message + "/redeliver"));
      expect(409, send(POST, webhook + "/deliveries/" + message + "/redeliver"));
    }
    expect(204, send(DELETE, webhook));
  }

  private void askForWhatIsNotThere() {
    expect(404, get(SAMPLE + "/test/100000"));
    for (var operation : contract.answers().keySet()) {
      if (operation.path().contains("{") && contract.documented(operation).contains("404")) {
        String body =
            operation.path().endsWith("/infer") ? infer("") : bodies().get(operation.toString());
        MvcTestResult answer =
            send(HttpMethod.valueOf(operation.method()), path(operation, NONE), body);
        expect(404, answer);
      }
    }
  }

  private static Map<String, String> bodies() {
    return Map.of(
        "PATCH /jobs/{id}",
        "{\"priority\": 1}",
        "POST /models/{id}/evaluations",
        "{\"dataset\": \"fashion-mnist-sample\"}",
        "PATCH /webhooks/{id}",
        "{\"enabled\": true}",
        "PATCH /keys/{id}",
        "{\"name\": \"me\"}",
        "PUT /models/aliases/{alias}",
        "{\"modelId\": \"%s\"}".formatted(NONE));
  }

  /** Each operation refuses a parameter that it does not know, and an answer of a strange type. */
  private void askNonsenseOfEveryOperation() {
    for (var operation : contract.answers().keySet()) {
      HttpMethod method = HttpMethod.valueOf(operation.method());
      MvcTestResult answer =
          operation.path().endsWith("/infer") || operation.path().equals("/predict")
              ? send(method, path(operation, NONE) + "?nonsense=1", infer(""))
              : send(method, path(operation, NONE) + "?nonsense=1");
      expect(400, answer);
      expect(403, operation, "Sec-Fetch-Site", "cross-site");
      expect(406, operation, "Accept", "audio/ogg");
    }
  }

  /** Checks the answer to a header, if it is the expected one. */
  private void expect(int status, Operation operation, String header, String value) {
    MvcTestResult answer =
        http.method(HttpMethod.valueOf(operation.method()))
            .uri(path(operation, NONE))
            .header(header, value)
            .exchange();
    if (answer.getResponse().getStatus() == status) {
      contract.check(answer);
    }
  }

  private static String path(Operation operation, String id) {
    return operation
        .path()
        .replace("{split}", "test")
        .replace("{index}", "0")
        .replace("{alias}", "nothing")
        .replaceAll("\\{[^}]+}", id);
  }

  private void removeModel() {
    expect(204, send(DELETE, "/models/" + model));
    expect(204, send(DELETE, job));
  }

  /** One is submitted although its answer has no acceptable form, and would train for minutes. */
  private void cancelTheRest() throws Exception {
    for (JsonNode left : jobs.get("/jobs?status=QUEUED&status=RUNNING").path("items")) {
      jobs.control(JobClient.path(left), "cancel");
    }
  }

  private MvcTestResult get(String path) {
    return send(GET, path);
  }

  private MvcTestResult send(HttpMethod method, String path) {
    return send(method, path, null);
  }

  private MvcTestResult send(HttpMethod method, String path, String json) {
    return json == null
        ? contract.check(http.method(method).uri(path).asyncExchange())
        : send(method, path, MediaType.APPLICATION_JSON, json.getBytes());
  }

  private MvcTestResult send(HttpMethod method, URI uri, MediaType type, byte[] body) {
    return contract.check(http.method(method).uri(uri).contentType(type).content(body).exchange());
  }

  private MvcTestResult send(HttpMethod method, String path, MediaType type, byte[] body) {
    return contract.check(http.method(method).uri(path).contentType(type).content(body).exchange());
  }

  private static MvcTestResult expect(int status, MvcTestResult answer) {
    assertThat(answer).as(answer.getRequest().getRequestURI()).hasStatus(status);
    return answer;
  }

  private JsonNode body(MvcTestResult answer) throws Exception {
    return jobs.body(answer);
  }

  private boolean isSuccess(int status) {
    return status < 300;
  }
}
