package dev.residual;

import static dev.residual.ServiceClient.awaiting;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * Tests the packaged jar as an API node and two workers, on one PostgreSQL and one folder. The
 * tests share the nodes; each test replaces the workers that the previous one ended. The tests that
 * end a worker come last, so that nobody needs the successor of the last one.
 */
@Order(3)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ClusterIT {

  private static final int WORKERS = 2;
  private static final int LAST = Integer.MAX_VALUE;

  @TempDir private static Path folder;

  private static final Map<String, ServiceProcess> workers = new ConcurrentHashMap<>();
  private static final String database = Postgres.newDatabase();
  private static volatile ServiceProcess api;
  private static int started;

  private final List<String> jobs = new ArrayList<>();

  @BeforeEach
  void startMissingNodes() {
    List<Runnable> missing = new ArrayList<>();
    if (api == null) {
      missing.add(() -> api = node("api", "api"));
    }
    for (int i = workers.size(); i < WORKERS; i++) {
      String name = "worker-" + ++started;
      missing.add(() -> workers.put(name, node(name, "worker")));
    }
    CompletableFuture<?>[] starting =
        missing.stream()
            .map(start -> CompletableFuture.runAsync(start, command -> new Thread(command).start()))
            .toArray(CompletableFuture[]::new);
    CompletableFuture.allOf(starting).join();
  }

  @AfterEach
  void thawWorkersAndCancelJobs() throws Exception {
    for (ServiceProcess worker : workers.values()) {
      worker.thaw(); // a failed test may have left it frozen
    }
    jobs.forEach(api::cancelJob);
  }

  @AfterAll
  static void stopNodes() {
    workers.values().forEach(ServiceProcess::close);
    if (api != null) {
      api.close();
    }
  }

  @Test
  @Order(LAST)
  void killedWorkersJobIsTakenOverAndEndsInTheSameWeights() throws Exception {
    String job = submit(SampleJobs.ENDLESS);
    String killed = worker(api.awaitEpochEnd(job, 1));
    String successor = otherWorker(killed);

    workers.remove(killed).kill();

    api.awaitMoreEpochs(job);
    JsonNode done = api.stopJob(job);
    assertThat(done.path("attempt").asInt()).isEqualTo(2);
    assertThat(worker(done)).isEqualTo(successor);
    assertThat(workers.get(successor).log()).contains("Resuming in epoch");
    int epochs = done.path("epochs").size();
    JsonNode uninterrupted = api.awaitStatus(submit(SampleJobs.withEpochs(epochs)), "SUCCEEDED");
    assertThat(ServiceClient.results(done)).isEqualTo(ServiceClient.results(uninterrupted));
    assertThat(api.weights(done)).isEqualTo(api.weights(uninterrupted));
  }

  @Test
  void thawedWorkerCannotChangeItsJob() throws Exception {
    String job = submit(SampleJobs.ENDLESS);
    String frozen = worker(api.awaitEpochEnd(job, 1));

    workers.get(frozen).freeze();
    api.awaitJob(job, "is taken over", found -> found.path("attempt").asInt() == 2);
    workers.get(frozen).thaw();

    awaitDiscarded(frozen, job);
    api.awaitMoreEpochs(job);
    JsonNode done = api.stopJob(job);
    assertThat(worker(done)).isEqualTo(otherWorker(frozen));
    assertThat(models(job)).hasSize(1);
  }

  @Test
  void workerFrozenInATransactionBlocksNoOther() throws Exception {
    String job;
    String frozen;
    try (Connection lockHolder = lockRegistry()) {
      job = submit(SampleJobs.SHORT);
      api.awaitingDuring(job, "the worker has locked its job's row and waits for the registry")
          .until(() -> Postgres.hasBlockedTransaction(lockHolder));
      frozen = worker(api.job(job));
      workers.get(frozen).freeze();
    }

    JsonNode done = api.awaitStatus(job, "SUCCEEDED");
    workers.get(frozen).thaw();

    assertThat(done.path("attempt").asInt()).isEqualTo(2);
    assertThat(worker(done)).isEqualTo(otherWorker(frozen));
    awaitDiscarded(frozen, job);
    assertThat(models(job)).hasSize(1);
  }

  @Test
  @Order(LAST)
  void stoppedWorkerReleasesItsJobWithoutCountingTheAttempt() throws Exception {
    String job = submit(SampleJobs.ENDLESS);
    String first = worker(api.awaitEpochEnd(job, 1));
    String second = otherWorker(first);

    workers.remove(first).stop();

    api.awaitMoreEpochs(job);
    JsonNode done = api.stopJob(job);
    assertThat(done.path("attempt").asInt()).isEqualTo(1);
    assertThat(worker(done)).isEqualTo(second);
  }

  @Test
  @Order(LAST)
  void unregisteredModelOfAKilledWorkerIsDeleted() throws Exception {
    String job;
    try (Connection lockHolder = lockRegistry()) {
      job = submit(SampleJobs.SHORT);
      api.awaitingDuring(job, "the model is stored but not registered")
          .until(() -> Files.isDirectory(model(job, 1)));

      workers.remove(worker(api.job(job))).kill();
    }

    JsonNode done = api.awaitStatus(job, "SUCCEEDED");
    assertThat(done.path("attempt").asInt()).isEqualTo(2);
    assertThat(models(job)).hasSize(1);
    assertThat(api.response("/models/" + done.path("modelId").asString() + "/weights").statusCode())
        .isEqualTo(200);
    awaiting("the model of the first attempt is deleted").until(() -> !Files.exists(model(job, 1)));
    assertThat(model(job, 2)).isDirectory();
  }

  private static Path model(String job, int attempt) {
    return folder.resolve("shared/jobs/%s/%d/model".formatted(job, attempt));
  }

  @Test
  void workersListTheirDevicesAndServeNoApi() {
    assertThat(api.get("/devices").path("items"))
        .extracting(ClusterIT::worker)
        .containsAll(workers.keySet());
    for (ServiceProcess worker : workers.values()) {
      assertThat(worker.get("/jobs").path("code").asString()).isEqualTo("worker-only");
      assertThat(worker.get("/actuator/health").path("status").asString()).isEqualTo("UP");
    }
  }

  private String submit(String job) {
    String id = api.submit(job);
    jobs.add(id);
    return id;
  }

  private static String worker(JsonNode jobOrDevice) {
    return jobOrDevice.path("worker").asString();
  }

  private static String otherWorker(String worker) {
    return workers.keySet().stream().filter(name -> !name.equals(worker)).findAny().orElseThrow();
  }

  private static void awaitDiscarded(String worker, String job) {
    awaiting(worker + " discards its result")
        .until(
            () ->
                workers
                    .get(worker)
                    .log()
                    .lines()
                    .anyMatch(
                        line -> line.contains(job) && line.contains("its result is discarded")));
  }

  private static List<JsonNode> models(String job) {
    return StreamSupport.stream(api.get("/models").path("items").spliterator(), false)
        .filter(model -> model.path("jobId").asString().equals(job))
        .toList();
  }

  /** Locks the registry against writes until the returned connection is closed. */
  private static Connection lockRegistry() throws SQLException {
    Connection lockHolder = DriverManager.getConnection(database);
    lockHolder.setAutoCommit(false);
    lockHolder.createStatement().execute("select id from registry_lock for update");
    return lockHolder;
  }

  private static ServiceProcess node(String name, String role) {
    try {
      return ServiceProcess.start(
          folder,
          "--spring.profiles.active=postgres",
          "--spring.datasource.url=" + database,
          "--spring.datasource.username=postgres",
          "--residual.role=" + role,
          "--residual.node-id=" + name,
          "--residual.artifacts.folder=" + folder.resolve("shared"),
          "--residual.queue.poll-interval=200ms",
          "--residual.queue.heartbeat-interval=1s",
          "--residual.queue.missed-heartbeats=5",
          "--residual.retention.cleanup-interval=1s");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
