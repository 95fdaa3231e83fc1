package dev.residual.job.web;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import dev.residual.ManualQueueTest;
import dev.residual.job.JobClient;
import dev.residual.model.ModelRegistry;
import dev.residual.model.ModelStore;
import dev.residual.model.PromotionPolicy;
import dev.residual.model.Samples;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Tests jobs that start from another model, over HTTP, with a queue that no worker polls. */
@ManualQueueTest
class InitialModelHttpTests {

  private final String alias = "alias-" + UUID.randomUUID();

  @Autowired private MockMvcTester http;
  @Autowired private ModelStore store;
  @Autowired private ModelRegistry registry;

  private JobClient jobs;
  private UUID model;

  @BeforeEach
  void saveModel(@Autowired JsonMapper json, @Autowired JdbcClient jdbc) {
    jobs = new JobClient(http, json);
    jdbc.sql("delete from job").update();
    model = save();
    assign(model);
  }

  @Test
  void jobShowsTheModelThatAnAliasStandsForAndItsArchitecture() throws Exception {
    JsonNode job = jobs.get(jobs.submit(finetune(alias)));

    JsonNode training = job.path("request");
    assertThat(training.path("initialModel").asString()).isEqualTo(model.toString());
    assertThat(training.path("architecture").path("channels").toString()).isEqualTo("[4,8]");
    assertThat(training.path("imageSize").asInt()).isEqualTo(28);
    assertThat(training.path("validationSize").asInt()).isEqualTo(600);
    assertThat(training.path("epochs").asInt()).isEqualTo(12);
  }

  @Test
  void modelOfAWaitingJobCannotBeDeleted() throws Exception {
    String job = jobs.submit(finetune(model.toString()));
    http.delete().uri("/models/aliases/{alias}", alias).exchange();

    assertThat(http.delete().uri("/models/{id}", model))
        .hasStatus(HttpStatus.CONFLICT)
        .bodyText()
        .contains("model-in-use", "is used by job " + job.substring("/jobs/".length()));

    jobs.control(job, "cancel");
    assertThat(http.delete().uri("/models/{id}", model)).hasStatus(HttpStatus.NO_CONTENT);
  }

  @Test
  void unknownModelIsRefused() {
    assertThat(jobs.post(finetune("nobody")))
        .hasStatus(HttpStatus.BAD_REQUEST)
        .bodyText()
        .contains("initialModel", "must be the id or an alias of a model", "nobody");
  }

  @Test
  void recipeForFineTuningNeedsAModel() {
    assertThat(jobs.post("{\"recipe\": \"finetune\", \"dataset\": \"fashion-mnist-sample\"}"))
        .hasStatus(HttpStatus.UNPROCESSABLE_CONTENT)
        .bodyText()
        .contains("initialModel", "random weights cannot stay as they are");
  }

  @Test
  void anotherArchitectureIsRefused() {
    assertThat(
            jobs.post(
                finetune(alias)
                    .replace(
                        "\"initialModel\"", "\"architecture\": \"resnet50\", \"initialModel\"")))
        .hasStatus(HttpStatus.UNPROCESSABLE_CONTENT)
        .bodyText()
        .contains("architecture", "must be left out or that of the initial model");
  }

  @Test
  void repeatedRequestIsTheSameAfterItsAliasHasMoved() throws Exception {
    String key = UUID.randomUUID().toString();
    MvcTestResult first = post(finetune(alias), key);
    assign(save());

    MvcTestResult second = post(finetune(alias), key);

    assertThat(second).hasStatus(HttpStatus.ACCEPTED).hasHeader("Idempotency-Replayed", "true");
    assertThat(jobs.body(second)).isEqualTo(jobs.body(first));
  }

  @Test
  void sameKeyWithAnImageSizeOfItsOwnIsAnotherRequest() {
    String key = UUID.randomUUID().toString();
    post(finetune(alias), key);

    assertThat(post(finetune(alias).replace("}", ", \"imageSize\": 224}"), key))
        .hasStatus(HttpStatus.UNPROCESSABLE_CONTENT)
        .bodyText()
        .contains("idempotency-key-reused");
  }

  @Test
  void nameThatADatabaseCannotStoreIsRefused() {
    assertThat(jobs.post(finetune("a\\u0000b")))
        .hasStatus(HttpStatus.BAD_REQUEST)
        .bodyText()
        .contains("initialModel must not contain the character U+0000");
  }

  private static String finetune(String initialModel) {
    return """
        {"recipe": "finetune", "dataset": "fashion-mnist-sample", "initialModel": "%s"}\
        """
        .formatted(initialModel);
  }

  private MvcTestResult post(String content, String key) {
    return http.post()
        .uri("/jobs")
        .header("Idempotency-Key", key)
        .contentType(MediaType.APPLICATION_JSON)
        .content(content)
        .exchange();
  }

  private void assign(UUID to) {
    assertThat(
            http.put()
                .uri("/models/aliases/{alias}", alias)
                .contentType(MediaType.APPLICATION_JSON)
                .content("{\"modelId\": \"%s\"}".formatted(to)))
        .hasStatus2xxSuccessful();
  }

  private UUID save() {
    String key = "jobs/%s/1/model".formatted(UUID.randomUUID());
    try (NDManager manager = NDManager.newBaseManager()) {
      return registry.register(
          store.save(
              key, Samples.network(manager, 1), Samples.description("fashion-mnist", 0.9), null),
          UUID.randomUUID(),
          PromotionPolicy.NEVER);
    }
  }
}
