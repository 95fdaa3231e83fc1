package dev.residual;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
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

  private final Map<String, ServiceProcess> nodes = new ConcurrentHashMap<>();
  private final String database = Postgres.newDatabase();
  private ServiceProcess api;

  @BeforeEach
  void startApi() {
    api = node("api", "api");
  }

  @AfterEach
  void end() {
    nodes.values().forEach(ServiceProcess::close);
  }

  @Test
  void aKilledWorkersJobIsTakenOverAndEndsAsIfUnbroken() throws Exception {
    startTwoWorkers();
    String job = api.post("/jobs", JOB).path("id").asString();
    String victim = awaitEpoch(job, 2);
    String heir = theOther(victim);

    nodes.get(victim).kill();

    JsonNode done = api.awaitStatus(job, "SUCCEEDED", MINUTES);
    assertThat(done.path("attempt").asInt()).isEqualTo(2);
    assertThat(done.path("worker").asString()).isEqualTo(heir);
    assertThat(nodes.get(heir).log()).contains("Goes on in epoch");
    JsonNode whole =
        api.awaitStatus(api.post("/jobs", JOB).path("id").asString(), "SUCCEEDED", MINUTES);
    assertThat(weights(done)).isEqualTo(weights(whole));
  }

  @Test
  void aWorkerThatComesBackToLifeChangesNothing() throws Exception {
    startTwoWorkers();
    String job = api.post("/jobs", JOB).path("id").asString();
    String zombie = awaitEpoch(job, 2);

    nodes.get(zombie).freeze();
    await().atMost(MINUTES).until(() -> api.get("/jobs/" + job).path("attempt").asInt() == 2);
    nodes.get(zombie).thaw();

    awaitDropped(zombie);
    JsonNode done = api.awaitStatus(job, "SUCCEEDED", MINUTES);
    assertThat(done.path("worker").asString()).isEqualTo(theOther(zombie));
    assertThat(api.get("/models").path("items").size()).isEqualTo(1);
  }

  @Test
  void aWorkerFrozenInTheMiddleOfATransactionHoldsUpNobody() throws Exception {
    startTwoWorkers();
    String job;
    String zombie;
    try (Connection rival = holdRegistry()) {
      job = api.post("/jobs", SHORT_JOB).path("id").asString();
      await("the worker has its job's row and waits for the registry")
          .atMost(MINUTES)
          .until(() -> someoneWaits(rival));
      zombie = api.get("/jobs/" + job).path("worker").asString();
      nodes.get(zombie).freeze();
    }

    JsonNode done = api.awaitStatus(job, "SUCCEEDED", MINUTES);
    nodes.get(zombie).thaw();

    assertThat(done.path("attempt").asInt()).isEqualTo(2);
    assertThat(done.path("worker").asString()).isEqualTo(theOther(zombie));
    awaitDropped(zombie);
    assertThat(api.get("/models").path("items").size()).isEqualTo(1);
  }

  @Test
  void aWorkerThatIsStoppedHandsItsJobToAnotherAndNoAttemptIsUsedUp() throws Exception {
    startTwoWorkers();
    String job = api.post("/jobs", JOB).path("id").asString();
    String first = awaitEpoch(job, 1);

    nodes.get(first).stop();

    JsonNode done = api.awaitStatus(job, "SUCCEEDED", MINUTES);
    assertThat(done.path("attempt").asInt()).isEqualTo(1);
    assertThat(done.path("worker").asString()).isEqualTo(theOther(first));
  }

  @Test
  void aModelWhoseWorkerDiesBeforeItIsRegisteredIsNobodysAndIsSweptAway() throws Exception {
    ServiceProcess first = node("first", "worker");
    String job;
    try (Connection rival = holdRegistry()) {
      job = api.post("/jobs", SHORT_JOB).path("id").asString();
      await("the model is stored, its row is not written")
          .atMost(MINUTES)
          .until(() -> Files.isDirectory(model(job, 1)));

      first.kill();
    }
    node("second", "worker", "--residual.retention.cleanup-interval=1s");

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

  private void startTwoWorkers() {
    Stream.of("first", "second").parallel().forEach(name -> node(name, "worker"));
  }

  private static String theOther(String worker) {
    return worker.equals("first") ? "second" : "first";
  }

  /** Waits until a job is in an epoch: the name of its worker. */
  private String awaitEpoch(String job, int epoch) {
    return await(job + " is in epoch " + epoch)
        .atMost(MINUTES)
        .until(
            () -> api.get("/jobs/" + job),
            found -> found.path("progress").path("epoch").asInt() >= epoch)
        .path("worker")
        .asString();
  }

  private void awaitDropped(String worker) {
    await(worker + " drops its work")
        .atMost(MINUTES)
        .until(() -> nodes.get(worker).log().contains("its work is dropped"));
  }

  /** Keeps all others from writing to the registry, until it is closed. */
  private Connection holdRegistry() throws SQLException {
    Connection rival = DriverManager.getConnection(database);
    rival.setAutoCommit(false);
    rival.createStatement().execute("select id from registry_lock for update");
    return rival;
  }

  private static boolean someoneWaits(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet waiting =
            statement.executeQuery(
                "select 1 from pg_stat_activity where wait_event_type = 'Lock'")) {
      return waiting.next();
    }
  }

  private String weights(JsonNode job) {
    return api.get("/models/" + job.path("modelId").asString()).path("weightsSha256").asString();
  }

  private ServiceProcess node(String name, String role, String... more) {
    Stream<String> arguments =
        Stream.of(
            "--spring.profiles.active=postgres",
            "--spring.datasource.url=" + database,
            "--spring.datasource.username=postgres",
            "--residual.role=" + role,
            "--residual.node-id=" + name,
            "--residual.artifacts.folder=" + folder.resolve("shared"),
            "--residual.queue.poll-interval=200ms",
            "--residual.queue.heartbeat-interval=1s",
            "--residual.queue.missed-heartbeats=4");
    try {
      ServiceProcess process =
          ServiceProcess.start(
              folder, Stream.concat(arguments, Stream.of(more)).toArray(String[]::new));
      nodes.put(name, process);
      return process;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
