package dev.residual;

import static dev.residual.ServiceProcess.awaiting;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Sends more bodies than the web server has threads, a byte now and then. Runs with {@code -Pchaos}
 * only.
 */
class SlowBodiesChaosTest {

  private static final int SLOW = 220;

  /** The default of {@code residual.web.body.max-waiting}. */
  private static final int MAX_WAITING = 100;

  private static final int LENGTH = 500_000;

  @TempDir private Path folder;

  private final List<RawConnection> slow = new ArrayList<>();

  @AfterEach
  void disconnect() throws Exception {
    for (RawConnection connection : slow) {
      connection.close();
    }
  }

  @Test
  void slowBodiesAreRefusedWhileOthersAreAnswered() throws Exception {
    try (ServiceProcess service = ServiceProcess.start(folder)) {
      String predict = "/predict?model=" + service.trainModel();
      for (int i = 0; i < SLOW; i++) {
        slow.add(
            i % 2 == 0
                ? RawConnection.post(service.port(), "/jobs", "application/json", LENGTH)
                : RawConnection.post(service.port(), predict, "application/octet-stream", LENGTH));
      }

      awaiting("as many bodies as may are waited for").until(() -> sendToOpenOnes() <= MAX_WAITING);
      awaiting("all slow bodies are refused")
          .until(
              () -> {
                assertAnswers(service, predict);
                return sendToOpenOnes() == 0;
              });

      for (RawConnection connection : slow) {
        assertThat(connection.readToEnd())
            .matches("(?s)HTTP/1.1 (408 .*\"body-timeout\"|503 .*\"too-many-slow-bodies\")[^}]*}");
      }
      assertAnswers(service, predict);
    }
  }

  /**
   * Checks that others are answered. A body that comes later than its head would have to wait, too,
   * and might be refused.
   */
  private static void assertAnswers(ServiceProcess service, String predict) throws IOException {
    assertThat(service.response("/actuator/health/liveness").statusCode()).isEqualTo(200);
    assertThat(service.response("/actuator/health/readiness").statusCode()).isEqualTo(200);
    String image = "\0".repeat(784);
    try (RawConnection client =
        RawConnection.postAtOnce(service.port(), predict, "application/octet-stream", image)) {
      assertThat(client.readToEnd()).startsWith("HTTP/1.1 200 ");
    }
  }

  /** Sends one more byte of each body that is not refused, and returns the number of these. */
  private int sendToOpenOnes() throws IOException {
    int open = 0;
    for (RawConnection connection : slow) {
      if (!connection.isAnswered() && connection.trySend(' ')) {
        open++;
      }
    }
    return open;
  }
}
