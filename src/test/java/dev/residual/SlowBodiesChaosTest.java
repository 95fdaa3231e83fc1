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
 * Sends more bodies than the web server has threads, a byte now and then. Runs with {@code -Pchaos}
 * only.
 */
class SlowBodiesChaosTest {

  private static final int SLOW = 220;

  /** The default of {@code residual.web.transfer.max-waiting}. */
  private static final int MAX_WAITING = 100;

  private static final int LENGTH = 500_000;

  private static final byte[] IMAGE = new byte[784];

  @TempDir private Path folder;

  private final List<RawConnection> slow = new ArrayList<>();

  /** Those whose bodies are read after the answer. */
  private final List<RawConnection> unread = new ArrayList<>();

  @AfterEach
  void disconnect() throws Exception {
    slow.addAll(unread);
    for (RawConnection connection : slow) {
      connection.close();
    }
  }

  @Test
  void slowBodiesAreRefusedWhileOthersAreAnswered() throws Exception {
    try (ServiceProcess service = ServiceProcess.start(folder)) {
      String predict = "/predict?model=" + service.trainModel();
      for (int i = 0; i < SLOW; i++) {
        switch (i % 3) {
          case 0 -> slow.add(post(service, "/jobs", "application/json"));
          case 1 -> slow.add(post(service, predict, "application/octet-stream"));
          default -> unread.add(postToNobody(service));
        }
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

  private static RawConnection post(ServiceProcess service, String path, String type)
      throws IOException {
    return RawConnection.post(service.port(), path, type, LENGTH);
  }

  private static RawConnection postToNobody(ServiceProcess service) throws IOException {
    RawConnection connection = post(service, "/no-such-path", "application/json");
    assertThat(connection.readUntil("\r\n0\r\n\r\n")).startsWith("HTTP/1.1 404 ");
    return connection;
  }

  /** Checks that others are answered, also one whose body comes later than its head. */
  private static void assertAnswers(ServiceProcess service, String predict) throws IOException {
    assertThat(service.response("/actuator/health/liveness").statusCode()).isEqualTo(200);
    assertThat(service.response("/actuator/health/readiness").statusCode()).isEqualTo(200);
    try (RawConnection client =
        RawConnection.post(service.port(), predict, "application/octet-stream", IMAGE.length)) {
      client.send(IMAGE);
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
    for (RawConnection connection : unread) {
      if (connection.trySend(' ')) {
        open++;
      }
    }
    return open;
  }
}
