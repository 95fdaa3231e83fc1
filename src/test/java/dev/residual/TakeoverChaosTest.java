package dev.residual;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Measures how long the job of a killed worker waits, with the default settings. Runs with {@code
 * -Pchaos} only.
 */
class TakeoverChaosTest {

  private static final Logger log = LoggerFactory.getLogger(TakeoverChaosTest.class);

  private static final int ROUNDS = 3;

  private static final String JOB =
      """
      {"architecture": {"blocks": [1], "channels": [4]}, "dataset": "fashion-mnist-sample",
       "imageSize": 28, "epochs": 1000, "promote": "never"}
      """;

  @TempDir private Path folder;

  private final String database = Postgres.newDatabase();

  @Test
  void killedWorkersJobIsTakenOverWithin90Seconds() throws Exception {
    List<Duration> waits = new ArrayList<>();
    try (ServiceProcess api = node("api", "api")) {
      for (int round = 0; round < ROUNDS; round++) {
        waits.add(round(api));
      }
    }
    log.info("Taken over after {}", waits);
    assertThat(Collections.max(waits)).isLessThan(Duration.ofSeconds(90));
  }

  private Duration round(ServiceProcess api) throws IOException {
    try (ServiceProcess first = node("first", "worker")) {
      String job = api.submit(JOB);
      api.awaitEpochEnd(job, 1);
      try (ServiceProcess second = node("second", "worker")) {
        first.kill();
        Instant killed = Instant.now();
        api.awaitJob(
            job,
            "is on the second worker",
            found -> found.path("worker").asString("").equals("second"));
        Duration wait = Duration.between(killed, Instant.now());
        api.cancelJob(job);
        return wait;
      }
    }
  }

  private ServiceProcess node(String name, String role) throws IOException {
    return ServiceProcess.start(
        folder,
        "--spring.profiles.active=postgres",
        "--spring.datasource.url=" + database,
        "--spring.datasource.username=postgres",
        "--residual.role=" + role,
        "--residual.node-id=" + name,
        "--residual.artifacts.folder=" + folder.resolve("shared"));
  }
}
