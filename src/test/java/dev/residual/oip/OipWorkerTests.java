package dev.residual.oip;

import static org.assertj.core.api.Assertions.assertThat;

import dev.residual.inference.ModelCache;
import dev.residual.inference.PredictionService;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.health.actuate.endpoint.HealthEndpoint;
import org.springframework.boot.webmvc.test.autoconfigure.WebMvcTest;
import org.springframework.http.HttpStatus;
import org.springframework.test.context.bean.override.mockito.MockitoBean;
import org.springframework.test.web.servlet.assertj.MockMvcTester;

@WebMvcTest(
    controllers = {OipController.class, OipServerController.class},
    properties = "residual.role=worker")
class OipWorkerTests {

  @Autowired MockMvcTester http;
  @MockitoBean PredictionService predictions;
  @MockitoBean ModelCache models;
  @MockitoBean HealthEndpoint health;

  @ParameterizedTest
  @ValueSource(strings = {"/v2", "/v2/health/live", "/v2/health/ready", "/v2/models/default"})
  void workerServesNoModels(String path) {
    assertThat(http.get().uri(path))
        .hasStatus(HttpStatus.NOT_FOUND)
        .bodyJson()
        .extractingPath("$.error")
        .asString()
        .startsWith("This node only runs training jobs");
  }
}
