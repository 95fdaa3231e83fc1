package dev.residual;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The packaged jar as an API node and workers, on one PostgreSQL and one folder. */
class ClusterIT {

  private static final Duration MINUTES = Duration.ofMinutes(3);

  private static final String JOB =
      """
      {"architecture": {"blocks": [1], "channels": [8], "stem": "large"},
       "dataset": "fashion-mnist-sample", "imageSize": 28, "epochs": 12, "batchSize": 32,
       "promote": "never"}
      """;

  private static final String SHORT_JOB = JOB.replace("12", "1");

  @TempDir private Path folder;

  private final List<ServiceProcess> processes = new ArrayList<>();
  private final String database = Postgres.newDatabase();
  private ServiceProcess api;

  @BeforeEach
  void startApi() throws IOException {
    api = node("api", "api");
  }

  @AfterEach
  void end() {
    processes.forEach(ServiceProcess::close);
  }

  @Test
  void aKilledWorkersJobIsTakenOverAndEndsAsIfUnbroken() throws Exception {
    ServiceProcess first = node("first", "worker");
    String job = api.post("/jobs", JOB).path("id").asString();
    awaitSteps(job, "first", 2);
    ServiceProcess second = node("second", "worker");

    first.kill();

    JsonNode done = api.awaitStatus(job, "SUCCEEDED", MINUTES);
    assertThat(done.path("attempt").asInt()).isEqualTo(2);
    assertThat(done.path("worker").asString()).isEqualTo("second");
    assertThat(second.log()).contains("Goes on in epoch");
    JsonNode whole =
        api.awaitStatus(api.post("/jobs", JOB).path("id").asString(), "SUCCEEDED", MINUTES);
    assertThat(weights(done)).isEqualTo(weights(whole));
  }

  @Test
  void aWorkerThatComesBackToLifeChangesNothing() throws Exception {
    ServiceProcess zombie = node("zombie", "worker");
    String job = api.post("/jobs", JOB).path("id").asString();
    awaitSteps(job, "zombie", 2);
    node("heir", "worker");

    zombie.freeze();
    await().atMost(MINUTES).until(() -> api.get("/jobs/" + job).path("attempt").asInt() == 2);
    zombie.thaw();

    await().atMost(MINUTES).until(() -> zombie.log().contains("its work is dropped"));
    JsonNode done = api.awaitStatus(job, "SUCCEEDED", MINUTES);
    assertThat(done.path("worker").asString()).isEqualTo("heir");
    assertThat(api.get("/models").path("items").size()).isEqualTo(1);
  }

  @Test
  void aWorkerThatIsStoppedHandsItsJobToAnotherAndNoAttemptIsUsedUp() throws Exception {
    ServiceProcess first = node("first", "worker");
    String job = api.post("/jobs", JOB).path("id").asString();
    awaitSteps(job, "first", 1);
    node("second", "worker");

    first.stop();

    JsonNode done = api.awaitStatus(job, "SUCCEEDED", MINUTES);
    assertThat(done.path("attempt").asInt()).isEqualTo(1);
    assertThat(done.path("worker").asString()).isEqualTo("second");
  }

  @Test
  void aModelWhoseWorkerDiesBeforeItIsRegisteredIsNobodysAndIsSweptAway() throws Exception {
    ServiceProcess first = node("first", "worker");
    String job;
    try (Connection rival = DriverManager.getConnection(database)) {
      rival.setAutoCommit(false);
      rival.createStatement().execute("select id from registry_guard for update");
      job = api.post("/jobs", SHORT_JOB).path("id").asString();
      await("the model is stored, its row is not written")
          .atMost(MINUTES)
          .until(() -> Files.isDirectory(model(job, 1)));

      first.kill();
    }
    node("second", "worker", "--residual.retention.sweep-interval=1s");

    JsonNode done = api.awaitStatus(job, "SUCCEEDED", MINUTES);
    assertThat(done.path("attempt").asInt()).isEqualTo(2);
    assertThat(api.get("/models").path("items").size()).isEqualTo(1);
    assertThat(api.answer("/models/" + done.path("modelId").asString() + "/weights").statusCode())
        .isEqualTo(200);
    await("the first one's model is swept away")
        .atMost(MINUTES)
        .until(() -> !Files.exists(model(job, 1)));
    assertThat(model(job, 2)).isDirectory();
  }

  private Path model(String job, int attempt) {
    return folder.resolve("shared/jobs/%s/%d/model".formatted(job, attempt));
  }

  @Test
  void theApiNodeAnswersAndWorkersAreKnownByTheirDevices() throws Exception {
    ServiceProcess worker = node("only", "worker");

    assertThat(api.get("/devices").path("items").path(0).path("worker").asString())
        .isEqualTo("only");
    assertThat(worker.get("/jobs").path("code").asString()).isEqualTo("worker-only");
    assertThat(worker.get("/actuator/health").path("status").asString()).isEqualTo("UP");
  }

  private void awaitSteps(String job, String worker, int epoch) {
    await(job + " is in epoch " + epoch + " on " + worker)
        .atMost(MINUTES)
        .until(
            () -> api.get("/jobs/" + job),
            found ->
                found.path("worker").asString("").equals(worker)
                    && found.path("progress").path("epoch").asInt() >= epoch);
  }

  private String weights(JsonNode job) {
    return api.get("/models/" + job.path("modelId").asString()).path("weightsSha256").asString();
  }

  private ServiceProcess node(String name, String role, String... more) throws IOException {
    Stream<String> arguments =
        Stream.of(
            "--spring.profiles.active=postgres",
            "--spring.datasource.url=" + database,
            "--spring.datasource.username=postgres",
            "--residual.role=" + role,
            "--residual.node=" + name,
            "--residual.artifacts.folder=" + folder.resolve("shared"),
            "--residual.queue.poll-interval=200ms",
            "--residual.queue.heartbeat=1s",
            "--residual.queue.missed-heartbeats=4");
    ServiceProcess process =
        ServiceProcess.start(
            folder, Stream.concat(arguments, Stream.of(more)).toArray(String[]::new));
    processes.add(process);
    return process;
  }
}
