package dev.residual.job.estimate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.residual.ManualQueueTest;
import dev.residual.job.JobAttempt;
import dev.residual.job.JobAttempts;
import dev.residual.job.JobLifecycle;
import dev.residual.job.QueueEntry;
import dev.residual.job.Requests;
import dev.residual.torch.Precision;
import dev.residual.training.TrainingProgress;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Dry runs on a node that trains nothing. */
@ManualQueueTest
class JobEstimateHttpTests {

  private static final String SAMPLE =
      "{'dataset': 'fashion-mnist-sample', 'imageSize': 28, 'batchSize': %d, 'epochs': %d}";

  @Autowired private MockMvcTester http;
  @Autowired private JsonMapper json;
  @Autowired private JdbcClient jdbc;
  @Autowired private JobLifecycle lifecycle;
  @Autowired private JobAttempts attempts;

  @BeforeEach
  @AfterEach
  void clear() {
    for (String table : List.of("job", "scheduled_tasks")) {
      jdbc.sql("delete from " + table).update();
    }
  }

  private MvcTestResult dryRun(String request) {
    return http.post()
        .uri("/jobs?dryRun=true")
        .contentType(MediaType.APPLICATION_JSON)
        .content(request.replace('\'', '"'))
        .exchange();
  }

  private JsonNode estimate(String request) {
    MvcTestResult answer = dryRun(request);
    assertThat(answer).hasStatusOk();
    return json.readTree(answer.getResponse().getContentAsByteArray());
  }

  @Test
  void withoutADeviceAndAnEarlierJobOnlyMemoryIsKnown() {
    JsonNode estimate = estimate(SAMPLE.formatted(64, 2));

    assertThat(estimate.path("basis").asString()).isEqualTo("unknown");
    assertThat(estimate.path("note").asString()).startsWith("No device is free on this node");
    assertThat(estimate.path("totalSeconds").isNull()).isTrue();
    assertThat(estimate.path("memoryBytes").asLong()).isPositive();
    assertThat(estimate.path("stepsPerEpoch").asInt()).isEqualTo(94);
    assertThat(estimate.path("request").path("batchSize").asInt()).isEqualTo(64);
    assertThat(jdbc.sql("select count(*) from job").query(Long.class).single()).isZero();
  }

  @Test
  void stepsOfAnEarlierJobCountInProportionToTheirSize() {
    UUID job = lifecycle.submit(Requests.of(SAMPLE.formatted(64, 2)), null);
    JobAttempt attempt = attempts.start(new QueueEntry(job, 0), "cpu").orElseThrow();
    attempts.report(attempt, Precision.FP32, 0);
    attempts.report(
        attempt, new TrainingProgress(1, 2, 9, 94, 0.5, 128, 30, 0.2, 0.7, 1, 0.001), List.of());

    JsonNode same = estimate(SAMPLE.formatted(64, 3));
    assertThat(same.path("basis").asString()).isEqualTo("earlier-job");
    assertThat(same.path("basisJob").asString()).isEqualTo(job.toString());
    assertThat(same.path("trainingSeconds").asDouble()).isEqualTo(3 * 94 * 0.5);
    assertThat(same.path("savingSeconds").isNull()).isTrue();
    JsonNode half = estimate(SAMPLE.formatted(32, 1));
    assertThat(half.path("secondsPerStep").asDouble()).isEqualTo(0.25, within(1e-4));
    assertThat(half.path("note").asString()).contains("2.00 times as large");
    assertThat(
            estimate(SAMPLE.formatted(32, 1).replace("{", "{'precision': 'bf16', "))
                .path("basis")
                .asString())
        .isEqualTo("unknown");
  }

  @Test
  void requestIsCheckedLikeThatOfAJob() {
    assertThat(dryRun("{'epochs': 0}")).hasStatus(HttpStatus.BAD_REQUEST);
    assertThat(dryRun(SAMPLE.formatted(64, 2).replace("{", "{'trainLimit': 50000, ")))
        .hasStatus(HttpStatus.UNPROCESSABLE_CONTENT);
    for (String unclear : List.of("dryRun=perhaps", "dryRun=")) {
      assertThat(http.post().uri("/jobs?" + unclear)).hasStatus(HttpStatus.BAD_REQUEST);
    }
    assertThat(jdbc.sql("select count(*) from job").query(Integer.class).single()).isZero();
  }
}
