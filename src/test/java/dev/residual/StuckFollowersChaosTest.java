package dev.residual;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Lets hundreds of clients follow a job and read nothing, on a service that never disconnects them.
 * Runs with {@code -Pchaos} only.
 */
class StuckFollowersChaosTest {

  /** More than the web server has threads. */
  private static final int STUCK = 250;

  /** Events that are more than a connection takes whose client does not read. */
  private static final String ENOUGH = "\nid:20000\n";

  /** An id beyond all events, after which the next one comes. */
  private static final int FROM_NOW = 999_999_999;

  private static final String EPOCH = "event:epoch\n";

  /** A job that does not end by itself and has many events. */
  private static final String JOB =
      """
      {"architecture": {"blocks": [1], "channels": [4]}, "dataset": "fashion-mnist-sample",
       "imageSize": 28, "trainLimit": 512, "epochs": 1000, "batchSize": 1, "logEvery": 1,
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
  void followersThatReadNothingHinderNeitherOthersNorTheShutdown() throws Exception {
    try (ServiceProcess service =
        ServiceProcess.start(folder, "--residual.events.write-timeout=1h")) {
      String model = service.trainModel();
      String job = service.submit(JOB);
      for (int i = 0; i < STUCK; i++) {
        add(RawConnection.followWithoutReading(service.port(), job));
      }
      // All followers are served in turn. Once one that reads has so many events, the others have
      // been sent as many, or take no more.
      add(RawConnection.follow(service.port(), job, 0)).readUntil(ENOUGH);

      add(RawConnection.follow(service.port(), job, FROM_NOW)).readUntil(EPOCH);
      assertThat(service.response("/actuator/health/readiness").statusCode()).isEqualTo(200);
      assertThat(service.response("/actuator/health/liveness").statusCode()).isEqualTo(200);
      assertThat(service.postResponse("/predict?model=" + model, new byte[784]).statusCode())
          .isEqualTo(200);

      service.stop();

      assertThat(service.log())
          .contains("Graceful shutdown complete")
          .doesNotContain("still active");
    }
  }

  private RawConnection add(RawConnection connection) {
    connections.add(connection);
    return connection;
  }
}
