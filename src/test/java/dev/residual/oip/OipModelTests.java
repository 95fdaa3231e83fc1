package dev.residual.oip;

import static dev.residual.inference.Tensors.black;
import static dev.residual.oip.OipClient.assertError;
import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

import dev.residual.inference.ModelCache;
import dev.residual.inference.ServingTest;
import dev.residual.inference.StubModel;
import dev.residual.model.ModelRegistry;
import java.util.UUID;
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
        .containsExactly("binary_tensor_data");
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
