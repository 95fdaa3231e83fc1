package dev.residual.inference;

import static dev.residual.inference.NoiseImages.images;
import static org.assertj.core.api.Assertions.assertThat;

import dev.residual.ResidualTest;
import dev.residual.model.ModelRegistry;
import dev.residual.model.ModelStore;
import dev.residual.model.PromotionPolicy;
import dev.residual.model.ReferenceSamples;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;

@ResidualTest
class UnservedModelTests {

  @Autowired MockMvcTester http;
  @Autowired ModelStore store;
  @Autowired ModelRegistry registry;

  private SmallModels models;

  @BeforeEach
  void createModels() {
    models = new SmallModels(store, registry, http);
  }

  @Test
  void modelThatFailsVerificationIsNotServed() {
    List<byte[]> images = images(2);
    float[][] otherLogits = {new float[10], new float[10]};
    otherLogits[0][3] = 20;
    UUID unverified = models.add(4, new ReferenceSamples(SmallModels.FORMAT, images, otherLogits));

    MvcTestResult assigned =
        http.put()
            .uri("/models/aliases/best")
            .contentType(MediaType.APPLICATION_JSON)
            .content("{\"modelId\": \"%s\"}".formatted(unverified))
            .exchange();

    for (MvcTestResult rejected : List.of(assigned, models.ask(unverified, images(1)))) {
      assertThat(rejected).hasStatus(HttpStatus.CONFLICT);
      assertThat(rejected)
          .bodyJson()
          .extractingPath("$.code")
          .isEqualTo("model-verification-failed");
      assertThat(rejected)
          .bodyJson()
          .extractingPath("$.detail")
          .asString()
          .contains("residual.serving.precision=fp32", "train the model again", "alias")
          .doesNotContain(unverified.toString());
    }
    assertThat(registry.find("best")).isEmpty();
    models.remove(unverified);
  }

  @Test
  void missingWeightsAreReportedWithoutAPath() throws Exception {
    UUID damaged = models.addDamaged(3, PromotionPolicy.NEVER);

    MvcTestResult answer = models.ask(damaged, images(1));

    assertThat(answer).hasStatus(HttpStatus.CONFLICT);
    assertThat(answer).bodyJson().extractingPath("$.code").isEqualTo("model-corrupt");
    assertThat(answer).bodyText().doesNotContain("artifacts", "safetensors");
    models.remove(damaged);
  }

  @Test
  void damagedDefaultModelFailsBothReadinessProbes() throws Exception {
    UUID damaged = models.addDamaged(5, PromotionPolicy.ALWAYS);
    assertThat(models.ask(damaged, images(1))).hasStatus(HttpStatus.CONFLICT);

    assertThat(http.get().uri("/actuator/health/readiness"))
        .hasStatus(HttpStatus.SERVICE_UNAVAILABLE);
    assertThat(http.get().uri("/v2/health/ready"))
        .hasStatus(HttpStatus.SERVICE_UNAVAILABLE)
        .bodyJson()
        .isStrictlyEqualTo("{\"ready\": false}");

    for (String alias : List.of("default", "fashion-mnist-sample")) {
      assertThat(http.delete().uri("/models/aliases/" + alias)).hasStatus(HttpStatus.NO_CONTENT);
    }
    models.remove(damaged);
    assertThat(http.get().uri("/actuator/health/readiness")).hasStatusOk();
    assertThat(http.get().uri("/v2/health/ready")).hasStatusOk();
  }
}
