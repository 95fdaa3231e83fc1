package dev.residual;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The packaged jar, whose PostgreSQL goes away for a minute and comes back. */
class OutageIT {

  private static final Duration MINUTES = Duration.ofMinutes(3);
  private static final Duration OUTAGE = Duration.ofMinutes(1);

  private static final String JOB =
      """
      {"architecture": {"blocks": [1], "channels": [8], "stem": "large"},
       "dataset": "fashion-mnist-sample", "imageSize": 28, "epochs": 12, "batchSize": 32}
      """;

  @TempDir private Path folder;

  @Test
  void aDatabaseThatIsAwayWhileAJobIsTrainedAndEndsCostsNothing() throws Exception {
    EmbeddedPostgres database = database(0);
    int port = database.getPort();
    try (ServiceProcess service = service(port)) {
      String job = service.post("/jobs", JOB).path("id").asString();
      await("the job is in its second epoch")
          .atMost(MINUTES)
          .until(() -> service.get("/jobs/" + job).path("progress").path("epoch").asInt() >= 2);

      database.close();
      Instant gone = Instant.now();
      var answer = service.answer("/jobs/" + job);
      assertThat(answer.statusCode()).isEqualTo(503);
      assertThat(answer.headers().firstValue("Retry-After")).isPresent();
      await("the training ends with nobody to tell")
          .atMost(MINUTES)
          .until(() -> service.log().contains("The end of a training waits for the database"));
      await("the outage is over")
          .atMost(MINUTES)
          .until(() -> Duration.between(gone, Instant.now()).compareTo(OUTAGE) >= 0);
      database = database(port);

      JsonNode done = service.awaitStatus(job, "SUCCEEDED", MINUTES);
      assertThat(done.path("attempt").asInt()).isEqualTo(1);
      assertThat(StreamSupport.stream(done.path("epochs").spliterator(), false))
          .extracting(epoch -> epoch.path("epoch").asInt())
          .containsExactly(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12);
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
    return ServiceProcess.start(
        folder,
        "--spring.profiles.active=postgres",
        "--spring.datasource.url=jdbc:postgresql://localhost:" + port + "/postgres",
        "--spring.datasource.username=postgres");
  }
}
