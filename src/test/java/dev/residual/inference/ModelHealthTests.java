package dev.residual.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

import dev.residual.ResidualTest;
import dev.residual.cluster.NodeRole;
import dev.residual.cluster.NodeSettings;
import dev.residual.model.Manifest;
import dev.residual.model.RegisteredModel;
import dev.residual.model.StoredModel;
import dev.residual.storage.ArtifactException;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.health.contributor.Status;
import org.springframework.test.web.servlet.assertj.MockMvcTester;

@ResidualTest
class ModelHealthTests {

  private final ModelResolver resolver = mock();
  private final ModelCache models = mock();
  private final RegisteredModel model =
      new RegisteredModel(
          UUID.randomUUID(), "resnet18", 0.9, new StoredModel("key", mock(Manifest.class)));

  @Autowired private MockMvcTester http;

  @Test
  void probesAreUp() {
    assertThat(http.get().uri("/actuator/health/readiness")).hasStatusOk();
    assertThat(http.get().uri("/actuator/health/liveness")).hasStatusOk();
  }

  @Test
  void prometheusHasTheServingMeters() {
    assertThat(http.get().uri("/actuator/prometheus"))
        .hasStatusOk()
        .bodyText()
        .contains(
            "residual_inference_pending_images",
            "residual_inference_queue_duration_seconds_bucket");
  }

  @Test
  void nodeWithoutAModelIsReady() {
    given(resolver.find("default")).willReturn(Optional.empty());

    assertThat(status(NodeRole.ALL)).isEqualTo(Status.UP);
  }

  @Test
  void nodeIsReadyOnceTheDefaultModelIsLoaded() throws Exception {
    given(resolver.find("default")).willReturn(Optional.of(model));
    given(models.acquire(any(), any()))
        .willThrow(new TimeoutException())
        .willThrow(mock(ArtifactException.class))
        .willThrow(new IllegalStateException(new OutOfMemoryError("Java heap space")))
        .willReturn(StubModel.lease(mock()));

    assertThat(status(NodeRole.API)).isEqualTo(Status.DOWN);
    assertThat(status(NodeRole.API)).isEqualTo(Status.DOWN);
    assertThat(status(NodeRole.API)).isEqualTo(Status.DOWN);
    assertThat(status(NodeRole.API)).isEqualTo(Status.UP);
  }

  @Test
  void evictedModelKeepsNodeReady() throws Exception {
    given(resolver.find("default")).willReturn(Optional.of(model));
    given(models.acquire(any(), any()))
        .willReturn(StubModel.lease(mock()))
        .willThrow(new TimeoutException());
    var indicator =
        new ModelHealthIndicator(resolver, models, new NodeSettings(NodeRole.API, "node"));

    assertThat(indicator.health().getStatus()).isEqualTo(Status.UP);
    assertThat(indicator.health().getStatus()).isEqualTo(Status.UP);
  }

  @Test
  void workerNeedsNoModel() {
    given(resolver.find("default")).willThrow(new IllegalStateException("asked"));

    assertThat(status(NodeRole.WORKER)).isEqualTo(Status.UP);
  }

  private Status status(NodeRole role) {
    return new ModelHealthIndicator(resolver, models, new NodeSettings(role, "node"))
        .health()
        .getStatus();
  }
}
