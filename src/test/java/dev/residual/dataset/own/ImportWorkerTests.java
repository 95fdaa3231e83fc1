package dev.residual.dataset.own;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.residual.dataset.ingest.ImportObserver.Phase;
import java.io.IOException;
import java.nio.file.Files;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.HttpStatus;
import org.springframework.test.web.servlet.assertj.MvcTestResult;
import tools.jackson.databind.JsonNode;

/** Imports whose worker is lost or stops, and jobs that need their data. */
class ImportWorkerTests extends UploadedArchives {

  @Autowired private ImportAttempts attempts;

  @Test
  void jobOnADatasetThatIsImportedIsRefusedByField() throws IOException {
    upload("name=pets", pets());
    UUID id = versions.findByNameAndVersion("pets", 1).orElseThrow().id();
    ImportAttempt attempt = attempts.start(id).orElseThrow();
    attempts.progress(attempt, Phase.DECODING, 41, 100);

    MvcTestResult refused = job("pets@1");

    assertRefused(
        refused,
        HttpStatus.UNPROCESSABLE_CONTENT,
        "dataset-not-ready",
        "pets@1 is being imported (decoding, 41 %)");
    assertThat(body(refused).at("/errors/0/field").asString()).isEqualTo("dataset");
    JsonNode progress = get("/datasets/pets").path("progress");
    assertThat(progress.path("done").asInt()).isEqualTo(41);
    assertThat(progress.path("phase").asString()).isEqualTo("decoding");
    assertRefused(job("pets@2"), HttpStatus.BAD_REQUEST, "invalid-request", "pets@2");
  }

  @Test
  void datasetOfAJobThatIsNotOverStays() throws IOException {
    ready();
    MvcTestResult job = job("pets");

    assertRefused(
        http.delete().uri("/datasets/pets@1").exchange(),
        HttpStatus.CONFLICT,
        "dataset-in-use",
        body(job).path("id").asString());
    assertRefused(
        http.delete().uri("/datasets/pets").exchange(), HttpStatus.BAD_REQUEST, "invalid-request");
    cancel(job);
    assertThat(http.delete().uri("/datasets/pets@1")).hasStatus(HttpStatus.NO_CONTENT);
    assertNothingIsStored();
    assertThat(http.delete().uri("/datasets/pets@1")).hasStatus(HttpStatus.NOT_FOUND);
  }

  @Test
  void importOfADeletedVersionEnds() throws IOException {
    upload("name=pets", pets());
    UUID id = versions.findByNameAndVersion("pets", 1).orElseThrow().id();
    ImportAttempt attempt = attempts.start(id).orElseThrow();

    assertThat(http.delete().uri("/datasets/pets@1")).hasStatus(HttpStatus.NO_CONTENT);

    assertThatExceptionOfType(StaleImportException.class)
        .isThrownBy(() -> attempts.progress(attempt, Phase.DECODING, 1, 20));
    assertThat(worker.run(id, () -> false)).isEqualTo(ImportWorker.Outcome.DONE);
    assertNothingIsStored();
  }

  @Test
  void importGoesOnAfterItsWorkerWasLostAndIsGivenUpAfterThree() throws IOException {
    upload("name=pets", pets());
    UUID id = versions.findByNameAndVersion("pets", 1).orElseThrow().id();
    ImportAttempt lost = attempts.start(id).orElseThrow();
    attempts.requeueOrphans();
    assertThat(get("/datasets/pets").path("status").asString()).isEqualTo("QUEUED");
    assertThat(attempts.start(id).orElseThrow().attempt()).isEqualTo(2);
    assertThatExceptionOfType(StaleImportException.class)
        .isThrownBy(() -> attempts.progress(lost, Phase.DECODING, 1, 20));

    attempts.start(id);
    assertThat(attempts.start(id)).isEmpty();

    JsonNode failed = get("/datasets/pets@1");
    assertThat(failed.path("failure").path("code").asString()).isEqualTo("gave-up");
  }

  @Test
  void packOfAWorkerThatWasLostBeforeItCouldSaySoIsDeleted() throws IOException {
    upload("name=pets", pets());
    UUID id = versions.findByNameAndVersion("pets", 1).orElseThrow().id();
    ImportAttempt lost = attempts.start(id).orElseThrow();
    artifacts.write(lost.packKey(), directory -> Files.createFile(directory.resolve("data")));
    attempts.requeueOrphans();

    importNext();

    assertThat(get("/datasets/pets").path("status").asString()).isEqualTo("READY");
    assertThat(artifacts.list(DatasetKeys.folder(id))).containsExactly("2");
  }

  @Test
  void stoppingServiceReleasesAnImport() throws IOException {
    upload("name=pets", pets());
    UUID id = versions.findByNameAndVersion("pets", 1).orElseThrow().id();

    assertThat(worker.run(id, () -> true)).isEqualTo(ImportWorker.Outcome.RELEASED);

    assertThat(get("/datasets/pets").path("status").asString()).isEqualTo("QUEUED");
    for (int i = 0; i < 5; i++) {
      worker.run(id, () -> true);
    }
    assertThat(worker.run(id, () -> false)).isEqualTo(ImportWorker.Outcome.DONE);
    assertThat(get("/datasets/pets").path("status").asString()).isEqualTo("READY");
  }
}
