package dev.residual;

import static dev.residual.ServiceClient.awaiting;
import static org.assertj.core.api.Assertions.assertThat;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Tests the packaged jar, on all cores, during a PostgreSQL outage of one minute. */
@Order(1) // Needs no unpacked jar, which the other classes wait for at first.
class OutageIT {

  private static final Duration OUTAGE = Duration.ofMinutes(1);

  private static final String JOB =
      """
      {"architecture": {"blocks": [1], "channels": [8], "stem": "large"},
       "dataset": "fashion-mnist-sample", "imageSize": 28, "trainLimit": 512, "epochs": 6,
       "batchSize": 32}
      """;

  @TempDir private Path folder;

  @Test
  void jobThatEndsDuringAnOutageLosesNothing() throws Exception {
    EmbeddedPostgres database = database(0);
    int port = database.getPort();
    try (ServiceProcess service = service(port)) {
      String job;
      Instant start;
      try (Connection lockHolder = DriverManager.getConnection(url(port))) {
        lockHolder.setAutoCommit(false);
        // The lock blocks the row of the first epoch, so training waits until the database is down.
        lockHolder.createStatement().execute("lock table job_epoch in share mode");
        job = service.submit(JOB);
        service
            .awaitingDuring(job, "the training waits after an epoch")
            .until(() -> Postgres.hasBlockedTransaction(lockHolder));

        database.close();
        start = Instant.now();
      }
      var response = service.response("/jobs/" + job);
      assertThat(response.statusCode()).isEqualTo(503);
      assertThat(response.headers().firstValue("Retry-After")).isPresent();
      awaiting("the training ends during the outage")
          .until(() -> service.log().contains("A result waits for the database"));
      awaiting("the outage is over")
          .until(() -> Duration.between(start, Instant.now()).compareTo(OUTAGE) >= 0);
      database = database(port);

      JsonNode done = service.awaitStatus(job, "SUCCEEDED");
      assertThat(done.path("attempt").asInt()).isEqualTo(1);
      assertThat(StreamSupport.stream(done.path("epochs").spliterator(), false))
          .extracting(epoch -> epoch.path("epoch").asInt())
          .containsExactly(1, 2, 3, 4, 5, 6);
      assertThat(service.get("/models").path("items").size()).isEqualTo(1);
    } finally {
      database.close();
    }
  }

  private EmbeddedPostgres database(int port) throws IOException {
    return EmbeddedPostgres.builder()
        .setDataDirectory(folder.resolve("database"))
        .setCleanDataDirectory(false)
        .setPort(port)
        .start();
  }

  private ServiceProcess service(int port) throws IOException {
    return ServiceProcess.startPackaged(
        folder,
        "--spring.profiles.active=postgres",
        "--spring.datasource.url=" + url(port),
        "--spring.datasource.username=postgres");
  }

  private static String url(int port) {
    return "jdbc:postgresql://localhost:" + port + "/postgres?user=postgres";
  }
}
