package dev.residual.dataset.own;

import static org.assertj.core.api.Assertions.assertThat;

import dev.residual.TestArtifacts;
import dev.residual.dataset.ingest.ImportOptions;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import tools.jackson.databind.JsonNode;

/** Uploads that are refused, and files of which nothing is left. */
class DatasetRefusalTests extends UploadedArchives {

  @Autowired private DatasetLifecycle lifecycle;

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
