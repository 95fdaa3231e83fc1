package dev.residual.job.maintenance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.residual.ManualQueueTest;
import dev.residual.TestArtifacts;
import dev.residual.cluster.WorkerRegistry;
import dev.residual.job.IdempotencyKeys;
import dev.residual.job.JobAttempt;
import dev.residual.job.JobAttempts;
import dev.residual.job.JobEvent.StepLogged;
import dev.residual.job.JobEventLog;
import dev.residual.job.JobFailure;
import dev.residual.job.JobLifecycle;
import dev.residual.job.JobQueries;
import dev.residual.job.QueueEntry;
import dev.residual.job.Requests;
import dev.residual.job.Trainings;
import dev.residual.model.ModelRegistry;
import dev.residual.model.PromotionPolicy;
import dev.residual.model.StoredModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Tests the cleaner on a real database and a real store, at times that the test chooses. */
@ManualQueueTest
class JobCleanerTests {

  private static final Path STORE = TestArtifacts.FOLDER.resolve("jobs");

  @Autowired private JobLifecycle lifecycle;
  @Autowired private JobAttempts attempts;
  @Autowired private JobQueries queries;
  @Autowired private JobEventLog eventLog;
  @Autowired private JdbcClient jdbc;
  @Autowired private IdempotencyKeys keys;
  @Autowired private WorkerRegistry workers;
  @Autowired private OrphanedArtifacts orphans;
  @Autowired private ModelRegistry registry;
  @Autowired private RetentionSettings settings;
  @Autowired private Clock clock;

  private UUID id;
  private JobAttempt attempt;

  @BeforeEach
  void start() {
    id = lifecycle.submit(Requests.DEFAULT, null);
    attempt = attempts.start(new QueueEntry(id, 0), "cpu").orElseThrow();
    attempts.report(attempt, Trainings.step(1), List.of(StepLogged.of(Trainings.step(1))));
  }

  @Test
  void artifactsOfARunningJobAreKept() throws IOException {
    Path checkpoint = file("checkpoints/000000000001/tensors");
    Path model = file("1/model/manifest.json");

    cleanAfter(Duration.ofDays(1000));

    assertThat(checkpoint).exists();
    assertThat(model).exists();
    assertThat(queries.find(id)).isPresent();
  }

  @Test
  void onlyTheRegisteredModelIsKept() throws IOException {
    Path registered = file("1/model/manifest.json");
    Path unregistered = file("2/model/manifest.json");
    Path incomplete = file("3/model.7.tmp/manifest.json");
    Path checkpoint = file("checkpoints/000000000001/tensors");
    attempts.succeed(attempt, Trainings.saved(attempt.modelKey()));
    file("checkpoints/000000000001/tensors");

    cleanAfter(Duration.ZERO);

    assertThat(registered).exists();
    assertThat(unregistered).doesNotExist();
    assertThat(incomplete).doesNotExist();
    assertThat(checkpoint).doesNotExist();
  }

  @Test
  void storageFailureKeepsCheckpointsForAWhile() throws IOException {
    Path checkpoint = file("checkpoints/000000000001/tensors");
    attempts.fail(attempt, new JobFailure("storage", "full"));

    cleanAfter(settings.checkpoints().minusMinutes(1));
    assertThat(checkpoint).exists();

    cleanAfter(settings.checkpoints().plusMinutes(1));
    assertThat(checkpoint).doesNotExist();
  }

  @Test
  void artifactsOfAnUnknownJobAreDeleted() throws IOException {
    UUID unknown = UUID.randomUUID();
    Path file = STORE.resolve(unknown.toString()).resolve("1/model/manifest.json");
    Files.createDirectories(file.getParent());
    Files.writeString(file, "{}");

    cleanAfter(Duration.ZERO);

    assertThat(STORE.resolve(unknown.toString())).doesNotExist();
  }

  @Test
  void artifactsThatCannotBeDeletedHinderNoOthers() throws IOException {
    List<UUID> unknown = List.of(UUID.randomUUID(), UUID.randomUUID(), UUID.randomUUID());
    Files.createDirectories(STORE);
    Path noFolder = Files.writeString(STORE.resolve(unknown.get(1).toString()), "no folder");
    for (UUID each : List.of(unknown.get(0), unknown.get(2))) {
      Files.createDirectories(STORE.resolve(each.toString()).resolve("1"));
    }

    cleanAfter(Duration.ZERO);

    assertThat(STORE.resolve(unknown.get(0).toString())).doesNotExist();
    assertThat(STORE.resolve(unknown.get(2).toString())).doesNotExist();
    Files.delete(noFolder);
  }

  @Test
  void onlyRegisteredModelsOfUploadsAreKept() throws IOException {
    StoredModel registered = Trainings.saved(StoredModel.newUploadKey(clock.instant()));
    registry.register(registered, null, PromotionPolicy.NEVER);
    Path kept = upload(registered.key(), "manifest.json");
    Path unregistered = upload(StoredModel.newUploadKey(clock.instant()), "manifest.json");
    Path incomplete = upload(StoredModel.newUploadKey(clock.instant()) + ".7.tmp", "weights");

    cleanAfter(Duration.ofHours(23));
    assertThat(unregistered).exists();
    assertThat(incomplete).exists();

    cleanAfter(Duration.ofHours(25));
    assertThat(kept).exists();
    assertThat(unregistered.getParent().getParent()).doesNotExist();
    assertThat(incomplete.getParent().getParent()).doesNotExist();
  }

  private static Path upload(String key, String name) throws IOException {
    Path file = STORE.resolveSibling(key).resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, "{}");
  }

  @Test
  void loggedStepsExpireBeforeTheirJob() {
    attempts.fail(attempt, new JobFailure("data", "missing"));

    cleanAfter(settings.metrics().minusMinutes(1));
    assertThat(eventLog.steps(id, 0, 0, 10)).hasSize(1);

    cleanAfter(settings.metrics().plusMinutes(1));
    assertThat(eventLog.steps(id, 0, 0, 10)).isEmpty();
    assertThat(queries.find(id)).isPresent();

    cleanAfter(settings.jobs().plusMinutes(1));
    assertThat(queries.find(id)).isEmpty();
  }

  private void cleanAfter(Duration age) {
    new JobCleaner(
            jdbc, lifecycle, queries, keys, workers, orphans, settings, Clock.offset(clock, age))
        .run();
  }

  private Path file(String name) throws IOException {
    Path file = STORE.resolve(id.toString()).resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, "{}");
  }
}
