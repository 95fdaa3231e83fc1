package dev.residual.sweep.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.residual.ManualQueueTest;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Calls the endpoints of sweeps as a client does. */
@ManualQueueTest
class SweepHttpTests {

  private static final String SMALL =
      """
      {'name': 'rates', 'strategy': 'grid', 'maxConcurrentTrials': 1,
       'job': {'dataset': 'fashion-mnist-sample', 'imageSize': 28, 'epochs': 3},
       'space': {'optimizer.learningRate': [0.1, 0.01], 'augmentation': [{}, {'maxShift': 2}]},
       'earlyStopping': {}}""";

  @Autowired private MockMvcTester http;
  @Autowired private JsonMapper json;
  @Autowired private JdbcClient jdbc;
  @Autowired private TransactionTemplate transaction;

  @AfterEach
  void clear() {
    for (String table : List.of("sweep", "idempotency_key", "job", "scheduled_tasks")) {
      jdbc.sql("delete from " + table).update();
    }
  }

  private MvcTestResult post(String body) {
    return http.post()
        .uri("/sweeps")
        .contentType(MediaType.APPLICATION_JSON)
        .content(body.replace('\'', '"'))
        .exchange();
  }

  private JsonNode get(String path) {
    MvcTestResult result = http.get().uri(path).exchange();
    assertThat(result).hasStatusOk();
    return body(result);
  }

  private JsonNode body(MvcTestResult result) {
    return json.readTree(result.getResponse().getContentAsByteArray());
  }

  private List<String> errors(String request, HttpStatus status) {
    MvcTestResult refused = post(request);
    assertThat(refused).hasStatus(status);
    return body(refused)
        .path("errors")
        .valueStream()
        .map(error -> error.path("field").asString() + " " + error.path("message").asString())
        .toList();
  }

  @Test
  void sweepIsAcceptedShownStoppedAndDeleted() throws Exception {
    MvcTestResult accepted = post(SMALL);

    assertThat(accepted).hasStatus(HttpStatus.ACCEPTED);
    JsonNode sweep = body(accepted);
    String path = "/sweeps/" + sweep.path("id").asString();
    assertThat(accepted).headers().hasValue("Location", path);
    assertThat(sweep.path("status").asString()).isEqualTo("RUNNING");
    assertThat(sweep.path("rungs").toString()).isEqualTo("[1]");
    assertThat(sweep.path("trials")).hasSize(4);
    assertThat(sweep.path("request").path("objective").asString()).isEqualTo("top1");
    assertThat(get("/sweeps").path("items").path(0).has("trials")).isFalse();
    MvcTestResult csv = http.get().uri(path + "/trials.csv").exchange();
    assertThat(csv).hasStatusOk().hasContentTypeCompatibleWith("text/csv");
    assertThat(csv.getResponse().getContentAsString().lines())
        .hasSize(5)
        .first()
        .asString()
        .startsWith("number,augmentation,optimizer.learningRate,status,epochs");
    assertThat(http.delete().uri(path)).hasStatus(HttpStatus.CONFLICT);

    // In one transaction, whose locked row keeps the sweep from being stopped meanwhile.
    transaction.executeWithoutResult(
        status -> {
          status.setRollbackOnly();
          assertThat(http.post().uri(path + "/stop")).hasStatus(HttpStatus.ACCEPTED);
          assertThat(http.delete().uri(path))
              .hasStatus(HttpStatus.CONFLICT)
              .bodyText()
              .contains("is STOPPING; wait for its end");
        });

    assertThat(http.post().uri(path + "/stop")).hasStatus(HttpStatus.ACCEPTED);
    await().until(() -> get(path).path("status").asString().equals("STOPPED"));
    assertThat(http.delete().uri(path)).hasStatus(HttpStatus.NO_CONTENT);
    assertThat(http.get().uri(path)).hasStatus(HttpStatus.NOT_FOUND);
  }

  @Test
  void jobsOfASweepEvaluateOnHeldOutImagesUnlessTheClientSaysOtherwise() {
    assertThat(post(SMALL)).hasStatus(HttpStatus.ACCEPTED);
    assertThat(requests()).allMatch(request -> request.path("validationSize").asInt() == 600);
    assertThat(requests()).extracting(r -> r.path("name").asString()).contains("rates 4");
    clear();

    assertThat(post(SMALL.replace("'epochs': 3", "'epochs': 3, 'validationSize': 0")))
        .hasStatus(HttpStatus.ACCEPTED);
    assertThat(requests()).allMatch(request -> request.path("validationSize").asInt(-1) == 0);
  }

  private List<JsonNode> requests() {
    return jdbc.sql("select request from sweep_trial").query(String.class).list().stream()
        .map(json::readTree)
        .toList();
  }

  @Test
  void everyCombinationIsCheckedAndNamed() {
    assertThat(
            errors(
                """
                {'strategy': 'grid', 'job': {'epochs': 0, 'dataset': 'fashion-mnist-sample'},
                 'space': {'optimizer.learningRate': [0.1, 20], 'batchSize': [2000, 32]}}""",
                HttpStatus.BAD_REQUEST))
        .hasSize(3)
        .anyMatch(error -> error.startsWith("job.epochs must be between 1 and 1000, was 0 (in"))
        .anyMatch(
            error ->
                error.matches(
                    "space.optimizer.learningRate must be between .* was 20.0 \\(in the"
                        + " combination \\{batchSize=.*, optimizer.learningRate=20\\}\\)"))
        .anyMatch(
            error -> error.startsWith("space.batchSize must be between 1 and 1024, was 2000"));
    assertThat(
            errors(
                """
                {'strategy': 'grid', 'job': {'dataset': 'fashion-mnist-sample', 'imageSize': 28},
                 'space': {'trainLimit': [100, 20000]}}""",
                HttpStatus.UNPROCESSABLE_CONTENT))
        .singleElement()
        .asString()
        .startsWith("space.trainLimit must be at most");
    assertThat(
            errors(
                "{'strategy': 'grid', 'space': {'batchSize': ['many', 2]}}",
                HttpStatus.BAD_REQUEST))
        .containsExactly("space.batchSize must be a whole number, was \"many\"");
  }

  @Test
  void spaceThatMakesNoSenseIsRefused() {
    assertThat(
            errors(
                """
                {'strategy': 'grid', 'space': {'optimizer.speed': [1], 'name': ['a'],
                 'optimizer.learningRate': {'min': 0.1, 'max': 0.01, 'steps': 1},
                 'schedule.name': {'min': 0, 'max': 1, 'steps': 2}, 'epochs': [],
                 'layerDecay': {'min': 0, 'max': 1, 'scale': 'log', 'steps': 2},
                 'batchSize': {'min': 1.5, 'max': 3, 'steps': 2}}}""",
                HttpStatus.BAD_REQUEST))
        .containsExactlyInAnyOrder(
            "space.optimizer.speed is not a field of a job of which values can be tried",
            "space.name is not a field of a job of which values can be tried",
            "space.optimizer.learningRate must have a min below its max, was 0.1",
            "space.optimizer.learningRate.steps must be between 2 and 1000, was 1",
            "space.schedule.name must be a list of values, because it is not a number",
            "space.epochs must have 1 to 1000 values, was 0",
            "space.layerDecay.min must be above 0 for the scale log, was 0.0",
            "space.batchSize must have whole numbers as min and max, below 2^52");
    assertThat(
            errors(
                "{'strategy': 'random', 'space': {'seed': {'min': 1, 'max': 9, 'steps': 3}}}",
                HttpStatus.BAD_REQUEST))
        .containsExactly("space.seed.steps goes with the strategy grid only");
    assertThat(
            errors(
                """
                {'strategy': 'grid', 'space': {'seed': {'min': 1, 'max': 900, 'steps': 900},
                 'batchSize': [1, 2]}}""",
                HttpStatus.BAD_REQUEST))
        .containsExactly(
            "space must have at most 1000 combinations, which maxTrials allows, was 1800");
    assertThat(
            errors(
                """
                {'strategy': 'grid', 'space': {'seed': ALL, 'epochs': ALL, 'logEvery': ALL,
                 'batchSize': ALL}}"""
                    .replace("ALL", "{'min': 1, 'max': 1000, 'steps': 1000}"),
                HttpStatus.BAD_REQUEST))
        .containsExactly(
            "space must have at most 1000 combinations, which maxTrials allows, was 1000000000000");
  }

  @Test
  void valuesThatAreNeitherAListNorARangeAreRefused() {
    for (String value : List.of("null", "32", "'32'", "true")) {
      assertThat(
              errors(
                  "{'strategy': 'grid', 'space': {'batchSize': %s}}".formatted(value),
                  HttpStatus.BAD_REQUEST))
          .singleElement()
          .asString()
          .startsWith(
              "space.batchSize must be a list of values, or a range with min and max, was ");
    }
  }

  @Test
  void commonFieldsThatCannotBeCompletedAreRefused() {
    assertThat(errors("{'strategy': 'grid', 'job': 'fast'}", HttpStatus.BAD_REQUEST))
        .containsExactly("job must be an object, was a string");
    assertThat(
            errors(
                """
                {'strategy': 'grid', 'space': {'optimizer.learningRate': [0.1, 0.2]},
                 'job': {'optimizer': 'adam', 'imageSize': 28}}""",
                HttpStatus.BAD_REQUEST))
        .containsExactly("job.optimizer must be an object, because space has a part of it");
    assertThat(
            errors(
                "{'strategy': 'grid', 'space': {'seed': [1]}, 'job': {'labels': {'team': null}}}",
                HttpStatus.BAD_REQUEST))
        .containsExactly("job.labels[team] must be given (in the combination {seed=1})");
    assertThat(
            errors(
                "{'strategy': 'grid', 'space': {'dataset': ['pets@new']}}", HttpStatus.BAD_REQUEST))
        .singleElement()
        .asString()
        .startsWith("space.dataset must be the name of a data set, or a name and a version such");
  }

  @Test
  void trialsThatCannotBeComparedAreRefused() {
    assertThat(
            errors(
                """
                {'strategy': 'grid', 'space': {'validationSize': [0, 100]},
                 'job': {'dataset': 'fashion-mnist-sample', 'imageSize': 28}}""",
                HttpStatus.UNPROCESSABLE_CONTENT))
        .singleElement()
        .asString()
        .startsWith("space must not have trials that are evaluated on the test set beside others");
    assertThat(
            errors(
                """
                {'strategy': 'grid', 'space': {'seed': [1, 2]}, 'earlyStopping': {'minEpochs': 3},
                 'job': {'dataset': 'fashion-mnist-sample', 'imageSize': 28, 'epochs': 3}}""",
                HttpStatus.UNPROCESSABLE_CONTENT))
        .containsExactly(
            "earlyStopping.minEpochs must be below the epochs of the trials, which are 3, was 3");
  }

  @Test
  void requestThatMakesNoSenseIsRefused() {
    assertThat(errors("{'space': {'seed': [1]}, 'maxTrials': 0}", HttpStatus.BAD_REQUEST))
        .containsExactly("maxTrials must be at least 1, was 0", "strategy must be grid or random");
    for (int tooMany : List.of(1001, 1_000_000_000)) {
      assertThat(
              errors(
                  "{'strategy': 'grid', 'space': {'seed': [1]}, 'maxTrials': %d}"
                      .formatted(tooMany),
                  HttpStatus.BAD_REQUEST))
          .containsExactly(
              "maxTrials must be at most 1000, which residual.sweeps.max-trials allows, was "
                  + tooMany);
    }
    assertThat(
            errors(
                """
                {'strategy': 'grid', 'space': {'seed': [1]},
                 'job': {'promote': 'always', 'labels': {'sweep': 'x'}}}""",
                HttpStatus.BAD_REQUEST))
        .hasSize(2);
    assertThat(errors("{'strategy': 'grid', 'epochs': 3}", HttpStatus.BAD_REQUEST))
        .singleElement()
        .asString()
        .startsWith("epochs is not a known field");
    assertThat(
            errors(
                """
                {'strategy': 'grid', 'space': {'epochs': [2, 3]}, 'earlyStopping': {},
                 'job': {'dataset': 'fashion-mnist-sample', 'imageSize': 28}}""",
                HttpStatus.UNPROCESSABLE_CONTENT))
        .singleElement()
        .asString()
        .startsWith("earlyStopping needs trials with the same number of epochs, was ");
    assertThat(errors("{'strategy': 'grid', 'space': {'seed': 3}}", HttpStatus.BAD_REQUEST))
        .hasSize(1);
  }

  @Test
  void thousandTrialsAreChecked() {
    assertThat(
            post(
                """
                {'strategy': 'random', 'maxTrials': 1000, 'maxConcurrentTrials': 1,
                 'job': {'dataset': 'fashion-mnist-sample', 'imageSize': 28},
                 'space': {'optimizer.learningRate': {'min': 0.0001, 'max': 1, 'scale': 'log'}}}"""))
        .hasStatus(HttpStatus.ACCEPTED);

    assertThat(jdbc.sql("select count(*) from sweep_trial").query(Long.class).single())
        .isEqualTo(1000);
  }
}
