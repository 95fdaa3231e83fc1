package dev.residual.dataset.own;

import static org.assertj.core.api.Assertions.assertThat;

import dev.residual.ManualQueueTest;
import dev.residual.dataset.DatasetStatus;
import dev.residual.dataset.archive.TestArchives;
import dev.residual.storage.ArtifactStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Uploads archives over HTTP, and runs their imports by hand. */
@ManualQueueTest
abstract class UploadedArchives {

  @TempDir Path temp;

  @Autowired MockMvcTester http;
  @Autowired JsonMapper json;
  @Autowired ImportWorker worker;
  @Autowired DatasetVersions versions;
  @Autowired DatasetCleaner cleaner;
  @Autowired ArtifactStore artifacts;
  @Autowired TransactionTemplate transaction;

  @AfterEach
  void deleteAll() {
    transaction.executeWithoutResult(
        status ->
            versions.findByStatusIn(EnumSet.allOf(DatasetStatus.class)).forEach(versions::delete));
    cleaner.run();
  }

  byte[] zip(Map<String, byte[]> files) throws IOException {
    return Files.readAllBytes(TestArchives.zip(temp, files));
  }

  byte[] pets() throws IOException {
    return zip(TestImages.folders(10, "cat", "dog"));
  }

  MvcTestResult upload(String query, byte[] body) {
    return http.post()
        .uri("/datasets?" + query)
        .contentType(MediaType.APPLICATION_OCTET_STREAM)
        .content(body)
        .exchange();
  }

  JsonNode body(MvcTestResult result) throws IOException {
    return json.readTree(result.getResponse().getContentAsByteArray());
  }

  JsonNode get(String path) throws IOException {
    MvcTestResult result = http.get().uri(path).exchange();
    assertThat(result).hasStatusOk();
    return body(result);
  }

  ImportWorker.Outcome importNext() {
    UUID id = versions.findByStatusIn(List.of(DatasetStatus.QUEUED)).get(0).id();
    return worker.run(id, () -> false);
  }

  void ready() throws IOException {
    assertThat(upload("name=pets", pets())).hasStatus(HttpStatus.ACCEPTED);
    assertThat(importNext()).isEqualTo(ImportWorker.Outcome.DONE);
  }

  void assertRefused(MvcTestResult result, HttpStatus status, String code, String... words)
      throws IOException {
    assertThat(result).hasStatus(status);
    assertThat(body(result).path("code").asString()).isEqualTo(code);
    for (String word : words) {
      assertThat(body(result).path("detail").asString()).contains(word);
    }
  }

  MvcTestResult job(String dataset) {
    return http.post()
        .uri("/jobs")
        .contentType(MediaType.APPLICATION_JSON)
        .content("{\"dataset\": \"%s\", \"imageSize\": 28, \"batchSize\": 8}".formatted(dataset))
        .exchange();
  }

  void cancel(MvcTestResult job) throws IOException {
    assertThat(http.post().uri("/jobs/" + body(job).path("id").asString() + "/cancel"))
        .hasStatus(HttpStatus.ACCEPTED);
  }

  void assertNothingIsStored() {
    assertThat(versions.names()).isEmpty();
    assertThat(artifacts.list(DatasetKeys.ROOT)).isEmpty();
  }
}
