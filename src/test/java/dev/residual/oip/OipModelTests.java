package dev.residual.oip;

import static dev.residual.inference.Tensors.black;
import static dev.residual.oip.OipClient.assertError;
import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

import com.jayway.jsonpath.JsonPath;
import dev.residual.inference.ModelCache;
import dev.residual.inference.ServingTest;
import dev.residual.inference.StubModel;
import dev.residual.model.ModelRegistry;
import java.util.UUID;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.health.actuate.endpoint.HealthDescriptor;
import org.springframework.boot.health.actuate.endpoint.HealthEndpoint;
import org.springframework.boot.health.actuate.endpoint.IndicatedHealthDescriptor;
import org.springframework.boot.health.contributor.Status;
import org.springframework.http.HttpStatus;

@ServingTest
class OipModelTests {

  private static final UUID OTHER = UUID.fromString("5c1a4c1e-0000-4000-8000-000000000002");

  @Autowired OipClient oip;
  @Autowired ModelRegistry registry;
  @Autowired ModelCache models;
  @Autowired HealthEndpoint health;

  @BeforeEach
  void serveModel() throws Exception {
    StubModel.serves(registry, models);
  }

  @Test
  void nameMayBeAnIdAndVersionIsAnId() {
    String id = StubModel.ID.toString();
    for (String name : new String[] {"default", id}) {
      for (String version : new String[] {"", "/versions/" + id}) {
        assertThat(oip.post("/v2/models/%s%s/infer".formatted(name, version), black("")))
            .hasStatusOk()
            .bodyJson()
            .satisfies(
                body -> {
                  assertThat(body).extractingPath("$.model_name").isEqualTo(name);
                  assertThat(body).extractingPath("$.model_version").isEqualTo(id);
                });
        assertThat(oip.get("/v2/models/%s%s".formatted(name, version))).hasStatusOk();
        assertThat(oip.get("/v2/models/%s%s/ready".formatted(name, version))).hasStatusOk();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "default", "5C1A4C1E-0000-4000-8000-000000000001"})
  void versionThatIsNotAnIdIsNotFound(String version) {
    String message =
        "default has no version %s; a version is the id of a model, and GET /models lists those"
            .formatted(version);

    assertError(
        oip.post("/v2/models/default/versions/%s/infer".formatted(version), black("")),
        HttpStatus.NOT_FOUND,
        message);
    assertError(oip.get("/v2/models/default/versions/" + version), HttpStatus.NOT_FOUND, message);
    assertError(
        oip.get("/v2/models/default/versions/%s/ready".formatted(version)),
        HttpStatus.NOT_FOUND,
        message);
  }

  @Test
  void unknownModelIsNotFound() {
    String message = " is neither an alias nor the id of a model; GET /models lists all models";

    assertError(
        oip.post("/v2/models/nobody/infer", black("")), HttpStatus.NOT_FOUND, "nobody" + message);
    assertError(oip.get("/v2/models/nobody"), HttpStatus.NOT_FOUND, "nobody" + message);
    assertError(oip.get("/v2/models/nobody/ready"), HttpStatus.NOT_FOUND, "nobody" + message);
    assertError(
        oip.get("/v2/models/nobody/versions/" + StubModel.ID),
        HttpStatus.NOT_FOUND,
        "nobody" + message);
    assertError(
        oip.get("/v2/models/default/versions/" + OTHER), HttpStatus.NOT_FOUND, OTHER + message);
  }

  @Test
  void idHasOnlyItselfAsVersion() {
    assertError(
        oip.get("/v2/models/%s/versions/%s".formatted(StubModel.ID, OTHER)),
        HttpStatus.NOT_FOUND,
        "%s has no version %s; a version is the id of a model, and GET /models lists those"
            .formatted(StubModel.ID, OTHER));
  }

  @Test
  void metadataDescribesInputsAndOutputs() {
    assertThat(oip.get("/v2/models/default"))
        .hasStatusOk()
        .bodyJson()
        .isStrictlyEqualTo(
            """
            {"name": "default", "versions": ["%s"], "platform": "residual_pytorch",
             "inputs": [{"name": "image", "datatype": "UINT8", "shape": [-1, 1, 28, 28]}],
             "outputs": [{"name": "probabilities", "datatype": "FP32", "shape": [-1, 10]},
                         {"name": "label", "datatype": "BYTES", "shape": [-1]}]}
            """
                .formatted(StubModel.ID));
  }

  @Test
  void modelIsReadyUnlessLoadingFailed() {
    assertThat(oip.get("/v2/models/default/ready"))
        .hasStatusOk()
        .bodyJson()
        .isStrictlyEqualTo("{\"name\": \"default\", \"ready\": true}");

    given(models.isRefused(any())).willReturn(true);

    assertThat(oip.get("/v2/models/default/ready"))
        .hasStatus(HttpStatus.SERVICE_UNAVAILABLE)
        .bodyJson()
        .isStrictlyEqualTo("{\"name\": \"default\", \"ready\": false}");
  }

  @Test
  void configurationHasTheFormOfTriton() {
    for (String path :
        new String[] {"/v2/models/default", "/v2/models/default/versions/" + StubModel.ID}) {
      assertThat(oip.get(path + "/config"))
          .hasStatusOk()
          .bodyJson()
          .isStrictlyEqualTo(
              """
              {"name": "default", "platform": "residual_pytorch", "backend": "residual",
               "max_batch_size": 64,
               "input": [{"name": "image", "data_type": "TYPE_UINT8", "dims": [1, 28, 28]}],
               "output": [{"name": "probabilities", "data_type": "TYPE_FP32", "dims": [10]},
                          {"name": "label", "data_type": "TYPE_STRING", "dims": [1],
                           "reshape": {"shape": []}}]}
              """);
    }
    assertError(oip.get("/v2/models/nobody/config"), HttpStatus.NOT_FOUND, "nobody is neither");
  }

  @Test
  void statisticsCountWhatWasAnsweredAndWhatFailed() throws Exception {
    int images = count("$.model_stats[0].inference_count");
    int batches = count("$.model_stats[0].execution_count");
    int answered = count("$.model_stats[0].inference_stats.success.count");
    int queued = count("$.model_stats[0].inference_stats.queue.count");
    int failed = count("$.model_stats[0].inference_stats.fail.count");

    assertThat(oip.post("/v2/models/default/infer", black(""))).hasStatusOk();
    given(models.acquire(any(), any())).willThrow(new TimeoutException());
    oip.post("/v2/models/default/infer", black(""));

    assertThat(count("$.model_stats[0].inference_count")).isEqualTo(images + 1);
    assertThat(count("$.model_stats[0].execution_count")).isEqualTo(batches + 1);
    assertThat(count("$.model_stats[0].inference_stats.success.count")).isEqualTo(answered + 1);
    assertThat(count("$.model_stats[0].inference_stats.queue.count")).isEqualTo(queued + 1);
    assertThat(count("$.model_stats[0].inference_stats.fail.count")).isEqualTo(failed + 1);
    assertThat(oip.get("/v2/models/default/stats"))
        .bodyJson()
        .satisfies(
            body -> {
              assertThat(body).extractingPath("$.model_stats[0].name").isEqualTo("default");
              assertThat(body)
                  .extractingPath("$.model_stats[0].version")
                  .isEqualTo(StubModel.ID.toString());
              assertThat(body)
                  .extractingPath("$.model_stats[0].last_inference")
                  .asNumber()
                  .isNotEqualTo(0);
              assertThat(body)
                  .extractingPath("$.model_stats[0].batch_stats[0].batch_size")
                  .isEqualTo(1);
            });
  }

  private int count(String path) throws Exception {
    return JsonPath.read(
        oip.get("/v2/models/default/stats").getResponse().getContentAsString(), path);
  }

  @Test
  void repositoryIndexListsAliases() {
    String entry = "[{\"name\": \"default\", \"version\": \"%s\", \"state\": \"%s\"%s}]";
    assertThat(oip.http().post().uri("/v2/repository/index"))
        .hasStatusOk()
        .bodyJson()
        .isStrictlyEqualTo(entry.formatted(StubModel.ID, "READY", ""));

    given(models.isRefused(any())).willReturn(true);

    assertThat(oip.post("/v2/repository/index", "{}"))
        .bodyJson()
        .isStrictlyEqualTo(
            entry.formatted(
                StubModel.ID, "UNAVAILABLE", ", \"reason\": \"its weights could not be read\""));
    assertThat(oip.post("/v2/repository/index", "{\"ready\": true}"))
        .bodyJson()
        .isStrictlyEqualTo("[]");
  }

  @Test
  void serverHasNameAndLiveness() {
    assertThat(oip.get("/v2"))
        .hasStatusOk()
        .bodyJson()
        .extractingPath("$.name")
        .isEqualTo("residual");
    assertThat(oip.get("/v2"))
        .bodyJson()
        .extractingPath("$.extensions")
        .asArray()
        .containsExactly("binary_tensor_data", "model_configuration", "statistics");
    assertThat(oip.get("/v2")).bodyJson().extractingPath("$.version").asString().isNotBlank();
    assertThat(oip.get("/v2/health/live"))
        .hasStatusOk()
        .bodyJson()
        .isStrictlyEqualTo("{\"live\": true}");
  }

  @ParameterizedTest
  @CsvSource({
    "UP, 200, true",
    "UNKNOWN, 200, true",
    "DOWN, 503, false",
    "OUT_OF_SERVICE, 503, false"
  })
  void serverReadinessFollowsTheProbe(String readiness, int status, boolean ready) {
    HealthDescriptor descriptor = mock(IndicatedHealthDescriptor.class);
    given(descriptor.getStatus()).willReturn(new Status(readiness));
    given(health.healthForPath("readiness")).willReturn(descriptor);

    assertThat(oip.get("/v2/health/ready"))
        .hasStatus(status)
        .bodyJson()
        .isStrictlyEqualTo("{\"ready\": %s}".formatted(ready));
  }
}
