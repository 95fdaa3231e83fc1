package dev.residual;

import static dev.residual.ServiceClient.awaiting;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Lets more clients than the web server has threads download weights and the largest file of the
 * API's page, and read nothing. The service would wait for each of them for an hour. Runs with
 * {@code -Pchaos} only.
 */
class SlowReadersChaosTest {

  private static final int READERS = 220;

  /** Weights of some 19 MB, which is more than a connection takes whose client does not read. */
  private static final String JOB =
      """
      {"architecture": {"blocks": [1], "channels": [512]}, "dataset": "fashion-mnist-sample",
       "imageSize": 28, "trainLimit": 10, "epochs": 1, "batchSize": 10,
       "promote": "never"}
      """;

  @TempDir private Path folder;

  private final List<RawConnection> connections = new ArrayList<>();

  @AfterEach
  void disconnect() throws Exception {
    for (RawConnection connection : connections) {
      connection.close();
    }
  }

  @Test
  void clientsThatReadNothingHinderNeitherOthersNorTheShutdown() throws Exception {
    try (ServiceProcess service =
        ServiceProcess.start(
            folder,
            "--residual.web.transfer.timeout=1h",
            "--server.tomcat.connection-timeout=1h",
            "--spring.lifecycle.timeout-per-shutdown-phase=1h")) {
      String model =
          service.awaitStatus(service.submit(JOB), "SUCCEEDED").path("modelId").asString();
      String predict = "/predict?model=" + model;
      String weights = "/models/" + model + "/weights";
      for (int i = 0; i < READERS; i++) {
        get(service, weights);
        get(service, "/swagger-ui/swagger-ui-bundle.js");
      }

      awaiting("as many downloads as may have begun")
          .until(() -> service.response(weights).statusCode() == 503);
      for (int i = 0; i < READERS; i++) {
        assertThat(service.response("/actuator/health/liveness").statusCode()).isEqualTo(200);
      }
      assertThat(service.response("/actuator/health/readiness").statusCode()).isEqualTo(200);
      assertThat(service.postResponse(predict, new byte[784]).statusCode()).isEqualTo(200);

      service.stop();

      assertThat(service.log())
          .contains("Graceful shutdown complete")
          .doesNotContain("still active");
    }
  }

  private void get(ServiceProcess service, String path) throws IOException {
    connections.add(RawConnection.getWithoutReading(service.port(), path));
  }
}
