package dev.residual.dataset.own;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.residual.ManualQueueTest;
import dev.residual.TestArtifacts;
import dev.residual.dataset.DatasetStatus;
import dev.residual.dataset.archive.TestArchives;
import dev.residual.dataset.ingest.ImportObserver.Phase;
import dev.residual.dataset.ingest.ImportOptions;
import dev.residual.storage.ArtifactStore;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Tests the way of an own data set from the upload to the deletion, with imports run by hand. */
@ManualQueueTest
class DatasetHttpTests {

  @TempDir private Path temp;

  @Autowired private MockMvcTester http;
  @Autowired private JsonMapper json;
  @Autowired private ImportWorker worker;
  @Autowired private ImportAttempts attempts;
  @Autowired private DatasetVersions versions;
  @Autowired private DatasetLifecycle lifecycle;
  @Autowired private DatasetCleaner cleaner;
  @Autowired private ArtifactStore artifacts;
  @Autowired private TransactionTemplate transaction;

  @AfterEach
  void deleteAll() {
    transaction.executeWithoutResult(
        status ->
            versions.findByStatusIn(EnumSet.allOf(DatasetStatus.class)).forEach(versions::delete));
    cleaner.run();
  }

  private byte[] zip(Map<String, byte[]> files) throws IOException {
    return Files.readAllBytes(TestArchives.zip(temp, files));
  }

  private byte[] pets() throws IOException {
    return zip(TestImages.folders(10, "cat", "dog"));
  }

  private MvcTestResult upload(String query, byte[] body) {
    return http.post()
        .uri("/datasets?" + query)
        .contentType(MediaType.APPLICATION_OCTET_STREAM)
        .content(body)
        .exchange();
  }

  private JsonNode body(MvcTestResult result) throws IOException {
    return json.readTree(result.getResponse().getContentAsByteArray());
  }

  private JsonNode get(String path) throws IOException {
    MvcTestResult result = http.get().uri(path).exchange();
    assertThat(result).hasStatusOk();
    return body(result);
  }

  private ImportWorker.Outcome importNext() {
    UUID id = versions.findByStatusIn(List.of(DatasetStatus.QUEUED)).get(0).id();
    return worker.run(id, () -> false);
  }

  private void ready() throws IOException {
    assertThat(upload("name=pets", pets())).hasStatus(HttpStatus.ACCEPTED);
    assertThat(importNext()).isEqualTo(ImportWorker.Outcome.DONE);
  }

  private void assertRefused(MvcTestResult result, HttpStatus status, String code, String... words)
      throws IOException {
    assertThat(result).hasStatus(status);
    assertThat(body(result).path("code").asString()).isEqualTo(code);
    for (String word : words) {
      assertThat(body(result).path("detail").asString()).contains(word);
    }
  }

  @Test
  void uploadedArchiveBecomesADatasetThatJobsTrainOn() throws IOException {
    MvcTestResult uploaded = upload("name=pets", pets());

    assertThat(uploaded).hasStatus(HttpStatus.ACCEPTED).hasHeader("Location", "/datasets/pets@1");
    assertThat(body(uploaded).path("status").asString()).isEqualTo("QUEUED");
    importNext();

    JsonNode ready = get("/datasets/pets");
    assertThat(ready.path("version").asInt()).isEqualTo(1);
    assertThat(ready.path("status").asString()).isEqualTo("READY");
    assertThat(ready.path("trainSize").asInt()).isEqualTo(16);
    assertThat(ready.path("testSize").asInt()).isEqualTo(4);
    assertThat(ready.path("labels").toString()).isEqualTo("[\"cat\",\"dog\"]");
    assertThat(ready.path("imageFormat").path("channels").asInt()).isEqualTo(3);
    assertThat(
            get("/datasets").path("items").valueStream().map(each -> each.path("name").asString()))
        .contains("pets");
    assertThat(get("/datasets/pets@1/report").path("images").asInt()).isEqualTo(20);
    assertThat(http.get().uri("/datasets/pets/report/unreadable")).hasStatusOk();
    assertThat(http.get().uri("/datasets/pets/images?split=train")).hasStatusOk();
    assertThat(http.get().uri("/datasets/pets/images/test/3")).hasStatusOk();

    MvcTestResult job = job("pets");
    assertThat(job).hasStatus(HttpStatus.ACCEPTED);
    assertThat(body(job).path("request").path("dataset").asString()).isEqualTo("pets@1");
    cancel(job);
  }

  private MvcTestResult job(String dataset) {
    return http.post()
        .uri("/jobs")
        .contentType(MediaType.APPLICATION_JSON)
        .content("{\"dataset\": \"%s\", \"imageSize\": 28, \"batchSize\": 8}".formatted(dataset))
        .exchange();
  }

  private void cancel(MvcTestResult job) throws IOException {
    assertThat(http.post().uri("/jobs/" + body(job).path("id").asString() + "/cancel"))
        .hasStatus(HttpStatus.ACCEPTED);
  }

  @Test
  void jobWithAnIdempotencyKeyIsFoundAgainThoughItsDatasetHasANewerVersion() throws IOException {
    ready();
    MvcTestResult first = jobWithKey();
    upload("name=pets&newVersion=true", zip(TestImages.folders(9, "cat", "dog")));
    importNext();

    MvcTestResult second = jobWithKey();

    assertThat(body(second).path("id")).isEqualTo(body(first).path("id"));
    assertThat(body(second).path("request").path("dataset").asString()).isEqualTo("pets@1");
    cancel(first);
  }

  private MvcTestResult jobWithKey() {
    return http.post()
        .uri("/jobs")
        .header("Idempotency-Key", "pets")
        .contentType(MediaType.APPLICATION_JSON)
        .content("{\"dataset\": \"pets\", \"imageSize\": 28, \"batchSize\": 8}")
        .exchange();
  }

  @Test
  void takenNameNeedsANewVersion() throws IOException {
    ready();
    byte[] more = zip(TestImages.folders(11, "cat", "dog"));

    assertRefused(
        upload("name=pets", more), HttpStatus.CONFLICT, "dataset-exists", "newVersion=true");
    MvcTestResult second = upload("name=pets&newVersion=true", more);
    assertThat(second).hasStatus(HttpStatus.ACCEPTED).hasHeader("Location", "/datasets/pets@2");
    assertThat(get("/datasets/pets").path("version").asInt()).isEqualTo(1);
    importNext();
    assertThat(get("/datasets/pets").path("version").asInt()).isEqualTo(2);
  }

  @Test
  void sameContentAgainIsTheVersionThatIsThere() throws IOException {
    byte[] pets = pets();
    upload("name=pets", pets);
    importNext();

    for (String query : List.of("name=pets", "name=pets&newVersion=true")) {
      MvcTestResult again = upload(query, pets);
      assertThat(again).hasStatusOk();
      assertThat(body(again).path("version").asInt()).isEqualTo(1);
    }
    assertThat(versions.findByNameOrderByVersionDesc("pets")).hasSize(1);
    assertThat(upload("name=pets&newVersion=true&color=gray", pets)).hasStatus(HttpStatus.ACCEPTED);
  }

  @Test
  void putIsTakenLikePost() throws IOException {
    assertThat(http.put().uri("/datasets?name=pets").content(pets()))
        .hasStatus(HttpStatus.ACCEPTED)
        .hasHeader("Location", "/datasets/pets@1");
  }

  @Test
  void namesOfTheServiceAreReserved() throws IOException {
    for (String name : List.of("fashion-mnist", "fashion-mnist-sample", "default")) {
      assertRefused(upload("name=" + name, pets()), HttpStatus.CONFLICT, "dataset-reserved", name);
    }
    assertRefused(
        http.delete().uri("/datasets/fashion-mnist@1").exchange(),
        HttpStatus.CONFLICT,
        "dataset-reserved");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "color=rgb | name must be 1 to 100 of a-z",
        "name=Pets | name must be 1 to 100 of a-z",
        "name=a@1 | name must be 1 to 100 of a-z",
        "name=pets&color=red | color must be one of auto, gray, rgb, was \"red\"",
        "name=pets&storedSize=20 | storedSize must be between 28 and 512, was 20",
        "name=pets&storedSize=x | storedSize must be",
        "name=pets&test=0.9 | test must be between 0.01 and 0.5, was 0.9",
        "name=pets&maxUnreadable=2 | maxUnreadable must be between 0 and 1, was 2.0",
        "name=pets&leaks=drop | leaks must be one of report, drop-from-train, was \"drop\"",
        "name=pets&labels=cat | labels",
        "name=pets&labels=[\"cat\"] | labels must be 2 to 1000, were 1",
        "name=pets&size=3 | size is not a known parameter"
      })
  void invalidParameterIsNamed(String query, String message) throws IOException {
    assertRefused(
        http.post()
            .uri(
                URI.create(
                    "/datasets?"
                        + query.replace("[", "%5B").replace("]", "%5D").replace("\"", "%22")))
            .content(pets())
            .exchange(),
        HttpStatus.BAD_REQUEST,
        "invalid-request",
        message);
    assertThat(versions.names()).isEmpty();
  }

  @Test
  void bodyThatIsNoArchiveLeavesNothing() throws IOException {
    assertRefused(
        upload("name=pets", TestImages.png(0, 1)),
        HttpStatus.UNSUPPORTED_MEDIA_TYPE,
        "not-an-archive",
        "a single PNG image");
    assertRefused(
        upload("name=pets", new byte[0]), HttpStatus.UNSUPPORTED_MEDIA_TYPE, "not-an-archive");
    assertNothingIsStored();
  }

  @Test
  void bodyWithAnotherDigestLeavesNothing() throws IOException {
    assertRefused(
        http.post()
            .uri("/datasets?name=pets")
            .header("Content-Digest", "sha-256=:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=:")
            .content(pets())
            .exchange(),
        HttpStatus.UNPROCESSABLE_CONTENT,
        "digest-mismatch");
    assertNothingIsStored();
  }

  private void assertNothingIsStored() {
    assertThat(versions.names()).isEmpty();
    assertThat(artifacts.list(DatasetKeys.ROOT)).isEmpty();
  }

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
  void archiveThatCannotBecomeADatasetFailsWithTheReason() throws IOException {
    upload("name=pets", zip(TestImages.folders(10, "cat")));
    importNext();

    JsonNode failed = get("/datasets/pets@1");
    assertThat(failed.path("status").asString()).isEqualTo("FAILED");
    assertThat(failed.path("failure").path("code").asString()).isEqualTo("one-class");
    assertRefused(
        http.get().uri("/datasets/pets/report").exchange(),
        HttpStatus.UNPROCESSABLE_CONTENT,
        "dataset-not-ready",
        "failed");
    assertThat(artifacts.list(DatasetKeys.ROOT)).isEmpty();
    assertThat(upload("name=pets", pets())).hasStatus(HttpStatus.ACCEPTED);
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

  @Test
  void uploadThatWasCutOffIsRemovedAtTheNextStart() throws IOException {
    DatasetVersion version = lifecycle.begin("pets", false, ImportOptions.NONE, null);
    artifacts.write(
        DatasetKeys.upload(version.id()),
        directory -> Files.write(directory.resolve(DatasetKeys.ARCHIVE), pets()));

    cleaner.run();
    assertThat(get("/datasets/pets").path("status").asString()).isEqualTo("UPLOADING");
    cleaner.afterSingletonsInstantiated();

    assertNothingIsStored();
  }

  @Test
  void equalImagesAreShownInRows() throws IOException {
    Map<String, byte[]> files = new LinkedHashMap<>();
    TestImages.folders(10, "cat", "dog").forEach((path, file) -> files.put("train/" + path, file));
    TestImages.folders(5, "cat", "dog").forEach((path, file) -> files.put("test/" + path, file));
    files.put("train/dog/cat.png", files.get("train/cat/3.png"));
    files.put("test/dog/near.png", brighter(files.get("train/dog/7.png")));
    upload("name=pets", zip(files));
    importNext();

    JsonNode report = get("/datasets/pets/report");
    assertThat(report.path("leaks").path("groups").asInt()).isEqualTo(10);
    assertThat(report.path("conflicts").path("groups").asInt()).isEqualTo(1);
    BufferedImage conflicts = sheet("conflicts");
    assertThat(conflicts.getHeight()).isEqualTo(12);
    int[] first = conflicts.getRGB(0, 0, 12, 12, null, 0, 12);
    assertThat(conflicts.getRGB(12, 0, 12, 12, null, 0, 12)).isEqualTo(first);
    assertThat(conflicts.getRGB(24, 0, 12, 12, null, 0, 12)).isEqualTo(first);
    assertThat(sheet("leaks").getHeight()).isEqualTo(120);
    assertThat(report.path("nearLeaks").path("pairs").asInt()).isEqualTo(1);
    assertThat(sheet("near-leaks").getHeight()).isEqualTo(12);
    assertRefused(
        http.get().uri("/datasets/pets/images?show=twins").exchange(),
        HttpStatus.BAD_REQUEST,
        "invalid-request",
        "show must be one of duplicates, conflicts, leaks, near-leaks");
    assertRefused(
        http.get().uri("/datasets/fashion-mnist-sample/images?show=leaks").exchange(),
        HttpStatus.BAD_REQUEST,
        "invalid-request",
        "built in");
  }

  private static byte[] brighter(byte[] file) throws IOException {
    BufferedImage image = ImageIO.read(new ByteArrayInputStream(file));
    for (int i = 0; i < 144; i++) {
      image.setRGB(i % 12, i / 12, image.getRGB(i % 12, i / 12) + 0x020202);
    }
    ByteArrayOutputStream brighter = new ByteArrayOutputStream();
    ImageIO.write(image, "png", brighter);
    return brighter.toByteArray();
  }

  private BufferedImage sheet(String show) throws IOException {
    MvcTestResult result = http.get().uri("/datasets/pets/images?show=" + show).exchange();
    assertThat(result).hasStatusOk();
    return ImageIO.read(new ByteArrayInputStream(result.getResponse().getContentAsByteArray()));
  }

  @Test
  void storeThatCannotBeWrittenIsNamed() throws IOException {
    Path folder = TestArtifacts.FOLDER.resolve(DatasetKeys.ROOT);
    Files.deleteIfExists(folder);
    Files.createFile(folder);
    try {
      assertRefused(
          upload("name=pets", pets()),
          HttpStatus.SERVICE_UNAVAILABLE,
          "storage-unavailable",
          "artifact store is full or cannot be written to");
    } finally {
      Files.delete(folder);
    }
    assertNothingIsStored();
  }

  @Test
  void inboxIsNamedWhereThereIsNone() throws IOException {
    assertRefused(
        http.post()
            .uri("/datasets")
            .contentType(MediaType.APPLICATION_JSON)
            .content("{\"name\": \"pets\", \"inbox\": \"pets.zip\"}")
            .exchange(),
        HttpStatus.UNPROCESSABLE_CONTENT,
        "impossible-request",
        "residual.dataset.inbox is not set");
    assertRefused(
        http.post()
            .uri("/datasets")
            .contentType(MediaType.APPLICATION_JSON)
            .content("{\"name\": \"pets\", \"storedSize\": 3}")
            .exchange(),
        HttpStatus.BAD_REQUEST,
        "invalid-request",
        "storedSize must be between 28 and 512, was 3");
  }
}
