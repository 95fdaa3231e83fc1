package dev.residual.job.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.residual.job.JobClient;
import dev.residual.storage.FakeS3Server;
import java.io.IOException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
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
      "residual.training.checkpoint-interval=0s",
      "residual.artifacts.s3.bucket=" + FakeS3Server.BUCKET,
      "residual.artifacts.s3.region=eu-central-1",
      "residual.artifacts.s3.path-style=true"
    })
@AutoConfigureMockMvc
@DirtiesContext
class S3TrainingTests {

  private static FakeS3Server bucket;

  @Autowired private MockMvcTester http;

  private JobClient jobs;

  @DynamicPropertySource
  static void startBucket(DynamicPropertyRegistry properties) throws IOException {
    bucket = new FakeS3Server();
    System.setProperty("aws.accessKeyId", "key");
    System.setProperty("aws.secretAccessKey", "secret");
    properties.add("residual.artifacts.s3.endpoint", bucket::endpoint);
  }

  @BeforeEach
  void connect(@Autowired JsonMapper json) {
    jobs = new JobClient(http, json);
  }

  @AfterAll
  static void stopBucket() {
    System.clearProperty("aws.accessKeyId");
    System.clearProperty("aws.secretAccessKey");
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

  private MvcTestResult predict(String model) {
    return http.post()
        .uri("/predict?model={id}", model)
        .contentType(MediaType.APPLICATION_OCTET_STREAM)
        .content(new byte[784])
        .exchange();
  }
}
