package dev.residual;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Tests what is left of predictions and of their truth when a service ends. */
@Order(3)
class FeedbackRestartIT {

  private static final String ENABLED = "--residual.feedback.enabled=true";

  /** Longer than any of these services runs, so that only what the test does writes predictions. */
  private static final String RARELY = "--residual.feedback.flush-interval=1m";

  @TempDir private Path folder;

  @Test
  void stoppedServiceHasWrittenAllAndAKilledOneWhatWasTold() throws Exception {
    String model;
    String beforeTheStop;
    try (ServiceProcess service = ServiceProcess.start(folder, ENABLED, RARELY)) {
      model = service.trainModel();
      beforeTheStop = predict(service, model);
      service.stop();
    }

    String told;
    String lost;
    try (ServiceProcess service = ServiceProcess.start(folder, ENABLED, RARELY)) {
      assertThat(tell(service, beforeTheStop)).isEqualTo(204);
      told = predict(service, model);
      assertThat(tell(service, told)).isEqualTo(204);
      lost = predict(service, model);
      service.kill();
    }

    try (ServiceProcess service = ServiceProcess.start(folder, ENABLED, RARELY)) {
      JsonNode total = service.get("/models/" + model + "/drift").path("total");
      assertThat(total.path("predictions").asInt()).isEqualTo(2);
      assertThat(total.path("feedback").asInt()).isEqualTo(2);
      assertThat(tell(service, lost)).isEqualTo(404);
    }
  }

  private static String predict(ServiceProcess service, String model) {
    return service
        .post("/predict?model=" + model, new byte[784])
        .at("/predictions/0/predictionId")
        .asString();
  }

  private static int tell(ServiceProcess service, String prediction) {
    String truth = "{\"predictionId\": \"%s\", \"label\": \"Bag\"}".formatted(prediction);
    return service.postResponse("/feedback", truth).statusCode();
  }
}
