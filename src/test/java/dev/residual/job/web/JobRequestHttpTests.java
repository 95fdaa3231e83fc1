package dev.residual.job.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.residual.ResidualTest;
import dev.residual.job.JobClient;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.HttpStatus;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Tests the validation and the documentation of the fields of a job request. */
@ResidualTest
class JobRequestHttpTests {

  @Autowired private MockMvcTester http;

  private JobClient jobs;

  @BeforeEach
  void connect(@Autowired JsonMapper json) {
    jobs = new JobClient(http, json);
  }

  @Test
  void allInvalidFieldsAreReportedAtOnce() throws Exception {
    MvcTestResult rejected =
        jobs.post(
            """
            {"name": "%s", "priority": 101, "recipe": "slow", "epochs": 0, "labels": {"": "x"},
             "architecture": {"blocks": [2, 2]}, "augmentation": {"maxShift": 9},
             "optimizer": {"name": "lion", "learningRate": 0}, "precision": "fp16"}"""
                .formatted("n".repeat(101)));

    assertThat(rejected).hasStatus(HttpStatus.BAD_REQUEST);
    assertThat(
            jobs.body(rejected)
                .path("errors")
                .valueStream()
                .map(
                    error ->
                        error.path("field").asString() + " " + error.path("message").asString()))
        .satisfiesExactly(
            error -> assertThat(error).startsWith("architecture channels must have one width for"),
            error ->
                assertThat(error).isEqualTo("augmentation.maxShift must be between 0 and 8, was 9"),
            error -> assertThat(error).isEqualTo("epochs must be between 1 and 1000, was 0"),
            error -> assertThat(error).contains("must have keys of 1 to 100 characters"),
            error -> assertThat(error).startsWith("name must have at most 100 characters, was"),
            error ->
                assertThat(error)
                    .isEqualTo("optimizer.learningRate must be between 1.0E-6 and 10, was 0.0"),
            error ->
                assertThat(error).isEqualTo("optimizer.name must be adam, adamw or sgd, was lion"),
            error -> assertThat(error).isEqualTo("precision must be auto, fp32 or bf16, was fp16"),
            error -> assertThat(error).isEqualTo("priority must be between -100 and 100, was 101"),
            error ->
                assertThat(error)
                    .isEqualTo("recipe must be article, fast, accurate or finetune, was slow"));
  }

  @Test
  void unknownFieldIsRejected() throws Exception {
    MvcTestResult rejected = jobs.post("{\"scheduler\": {}}");

    assertThat(rejected).hasStatus(HttpStatus.BAD_REQUEST);
    assertThat(jobs.body(rejected).path("detail").asString())
        .startsWith("scheduler is not a known field; known are")
        .contains("name", "labels", "recipe", "optimizer", "emaDecay", "promote");
  }

  @Test
  void openApiDocumentShowsRangesAndDefaults() throws Exception {
    JsonNode schemas = jobs.get("/v3/api-docs").path("components").path("schemas");
    JsonNode request = schemas.path("JobRequest").path("properties");
    JsonNode optimizer = schemas.path("Optimizer").path("properties");

    assertThat(request.propertyNames()).doesNotContain("training").contains("recipe", "promote");
    assertThat(request.path("epochs").path("minimum").asInt()).isEqualTo(1);
    assertThat(request.path("epochs").path("maximum").asInt()).isEqualTo(1000);
    assertThat(request.path("epochs").path("default").asInt()).isEqualTo(2);
    assertThat(request.path("priority").path("minimum").asInt()).isEqualTo(-100);
    assertThat(request.path("recipe").path("default").asString()).isEqualTo("article");
    assertThat(request.path("recipe").path("enum").size()).isEqualTo(4);
    assertThat(optimizer.path("learningRate").path("minimum").asDouble()).isEqualTo(1e-6);
    assertThat(optimizer.path("learningRate").path("maximum").asDouble()).isEqualTo(10);
    assertThat(optimizer.path("learningRate").path("default").asDouble()).isEqualTo(0.001);
    assertThat(optimizer.path("name").path("enum").size()).isEqualTo(3);
    assertThat(schemas.path("Augmentation").path("properties").path("maxShift").path("maximum"))
        .hasToString("8");
  }

  @Test
  void openApiExamplesAreAccepted() throws Exception {
    JsonNode examples =
        jobs.get("/v3/api-docs")
            .at("/paths/~1jobs/post/requestBody/content/application~1json/examples");

    assertThat(examples.size()).isEqualTo(7);
    for (JsonNode example : examples) {
      MvcTestResult response = jobs.post(example.path("value").toString());
      JsonNode body = jobs.body(response);
      if (response.getResponse().getStatus() == HttpStatus.ACCEPTED.value()) {
        jobs.control(JobClient.path(body), "cancel");
      } else if (example.path("value").has("initialModel")) {
        // There is no default model yet.
        assertThat(body.path("detail").asString()).startsWith("initialModel must be the id or an");
      } else {
        assertThat(body.path("code").asString()).isEqualTo("dataset-not-ready");
      }
    }
  }
}
