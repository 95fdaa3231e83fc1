package dev.residual.job.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.residual.dataset.own.TestImages;
import dev.residual.dataset.pack.PackManifest;
import dev.residual.job.JobClient;
import dev.residual.storage.FakeS3Server;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.webmvc.test.autoconfigure.AutoConfigureMockMvc;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Tests the whole service with an S3 bucket as its artifact store. */
@SpringBootTest(
    properties = {
      "spring.datasource.url=jdbc:h2:mem:bucket",
      "residual.dataset.download=false",
      "residual.queue.poll-interval=100ms",
      "residual.queue.progress-interval=50ms",
      "residual.training.checkpoint-interval=0s",
      "residual.artifacts.s3.bucket=" + FakeS3Server.BUCKET,
      "residual.artifacts.s3.region=eu-central-1",
      "residual.artifacts.s3.path-style=true"
    })
@AutoConfigureMockMvc
@DirtiesContext
class S3TrainingTests {

  private static final String PETS =
      """
      {"dataset": "pets", "architecture": {"blocks": [1], "channels": [4]}, "imageSize": 28,
       "batchSize": 8, "epochs": 1, "promote": "never"}
      """;

  @TempDir private static Path packs;

  private static FakeS3Server bucket;

  @Autowired private MockMvcTester http;

  private JobClient jobs;

  @DynamicPropertySource
  static void startBucket(DynamicPropertyRegistry properties) throws IOException {
    bucket = new FakeS3Server();
    System.setProperty("aws.accessKeyId", "key");
    System.setProperty("aws.secretAccessKey", "secret");
    // Each further attempt would wait for seconds.
    System.setProperty("aws.maxAttempts", "1");
    properties.add("residual.artifacts.s3.endpoint", bucket::endpoint);
    properties.add("residual.dataset.pack-cache.folder", () -> packs);
  }

  @BeforeEach
  void connect(@Autowired JsonMapper json) {
    jobs = new JobClient(http, json);
  }

  @AfterAll
  static void stopBucket() {
    System.clearProperty("aws.accessKeyId");
    System.clearProperty("aws.secretAccessKey");
    System.clearProperty("aws.maxAttempts");
    bucket.close();
  }

  @Test
  void jobIsTrainedIntoABucketAndServedFromIt() throws Exception {
    JsonNode job = jobs.awaitStatus(jobs.submit(JobClient.QUICK), "SUCCEEDED");
    String id = job.path("modelId").asString();

    Set<String> modelOnly = Set.of("jobs/%s/1/model.zip".formatted(job.path("id").asString()));
    await("checkpoints are deleted after the job has ended")
        .untilAsserted(() -> assertThat(bucket.objects.keySet()).isEqualTo(modelOnly));
    assertThat(bucket.requests)
        .anyMatch(each -> each.request().matches("PUT /images/jobs/.*/checkpoints/\\d{12}.zip"));

    bucket.failure = 503;
    MvcTestResult unavailable = predict(id);
    assertThat(unavailable).hasStatus(HttpStatus.SERVICE_UNAVAILABLE).hasHeader("Retry-After", "5");
    assertThat(unavailable).bodyJson().extractingPath("$.code").isEqualTo("storage-unavailable");

    bucket.failure = 0;
    assertThat(predict(id)).hasStatusOk();

    MvcTestResult weights = http.get().uri("/models/{id}/weights", id).exchange();
    assertThat(weights).hasStatusOk();
    byte[] sha256 =
        MessageDigest.getInstance("SHA-256").digest(weights.getResponse().getContentAsByteArray());
    assertThat(HexFormat.of().formatHex(sha256))
        .isEqualTo(jobs.get("/models/" + id).path("weightsSha256").asString());

    assertThat(http.delete().uri("/models/{id}", id)).hasStatus(HttpStatus.NO_CONTENT);
    assertThat(bucket.objects).isEmpty();
  }

  @Test
  void packIsFetchedOnceForTrainingAndReadingThoughADamagedCopyIsThere() throws Exception {
    http.put().uri("/datasets?name=pets").content(TestImages.zip(10, "cat", "dog")).exchange();
    await("pets is imported")
        .until(() -> jobs.get("/datasets/pets").path("status").asString().equals("READY"));
    String pack =
        bucket.objects.keySet().stream().filter(key -> key.endsWith("/1.zip")).findFirst().get();
    Path copy = plantDamagedCopy(bucket.objects.get(pack));

    JsonNode job = jobs.awaitStatus(jobs.submit(PETS), "SUCCEEDED");

    assertThat(jobs.get("/datasets/pets/report").path("images").asInt()).isEqualTo(20);
    assertThat(http.get().uri("/datasets/pets/images?split=test")).hasStatusOk();
    assertThat(bucket.fetches(pack)).isEqualTo(1);
    assertThat(copy.resolve("data-0000.bin")).hasBinaryContent(file(pack, "data-0000.bin"));
    MvcTestResult meters = http.get().uri("/actuator/prometheus").exchange();
    assertThat(meters)
        .bodyText()
        .contains("residual_pack_cache_fetches_total{reason=\"damaged\"} 1.0");

    assertThat(http.delete().uri("/models/" + job.path("modelId").asString()))
        .hasStatus(HttpStatus.NO_CONTENT);
    assertThat(http.delete().uri("/datasets/pets@1")).hasStatus(HttpStatus.NO_CONTENT);
  }

  /** Puts a pack with a flipped bit where this node keeps its copy, and returns the directory. */
  private static Path plantDamagedCopy(byte[] object) throws IOException {
    Path copy = Files.createDirectory(packs.resolve("copy"));
    try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(object))) {
      for (ZipEntry file = zip.getNextEntry(); file != null; file = zip.getNextEntry()) {
        byte[] content = zip.readAllBytes();
        if (file.getName().startsWith("data-")) {
          content[content.length / 2] ^= 1;
        }
        Files.write(copy.resolve(file.getName()), content);
      }
    }
    return Files.move(copy, packs.resolve(PackManifest.read(copy).sha256()));
  }

  private static byte[] file(String artifact, String name) throws IOException {
    byte[] object = bucket.objects.get(artifact);
    try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(object))) {
      while (!zip.getNextEntry().getName().equals(name)) {
        // The next file may be it.
      }
      return zip.readAllBytes();
    }
  }

  private MvcTestResult predict(String model) {
    return http.post()
        .uri("/predict?model={id}", model)
        .contentType(MediaType.APPLICATION_OCTET_STREAM)
        .content(new byte[784])
        .exchange();
  }
}
