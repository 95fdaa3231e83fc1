package dev.residual.job.events;

import static org.assertj.core.api.Assertions.assertThat;

import dev.residual.ResidualTest;
import dev.residual.job.JobClient;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.HttpStatus;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Tests the metrics and events of a job over HTTP. */
@ResidualTest
class JobEventHttpTests {

  private static final String QUICK_WITH_LOG =
      JobClient.QUICK.replaceFirst("\\{", "{\"logEvery\": 3, ");

  @Autowired private MockMvcTester http;

  private JobClient jobs;
  private String path;

  @BeforeEach
  void train(@Autowired JsonMapper json) throws Exception {
    jobs = new JobClient(http, json);
    path = jobs.submit(QUICK_WITH_LOG);
    jobs.awaitStatus(path, "SUCCEEDED");
  }

  @Test
  void metricsContainLoggedStepsAndEpochs() throws Exception {
    JsonNode metrics = jobs.get(path + "/metrics");

    assertThat(metrics.path("steps"))
        .extracting(step -> step.path("step").asInt())
        .containsExactly(3, 6, 9, 10);
    assertThat(metrics.path("steps").path(3).path("top1").asDouble())
        .isEqualTo(metrics.path("epochs").path(0).path("trainTop1").asDouble());
    assertThat(metrics.path("epochs")).hasSize(1);
    assertThat(metrics.path("nextCursor").isNull()).isTrue();
  }

  @Test
  void metricsArePaged() throws Exception {
    JsonNode first = jobs.get(path + "/metrics?limit=3");
    String cursor = first.path("nextCursor").asString();

    assertThat(cursor).isEqualTo("1.9");
    assertThat(jobs.get(path + "/metrics?limit=3&cursor=" + cursor).path("steps"))
        .singleElement()
        .satisfies(step -> assertThat(step.path("step").asInt()).isEqualTo(10));
    assertThat(http.get().uri(path + "/metrics?cursor=x")).hasStatus(HttpStatus.BAD_REQUEST);
    assertThat(http.get().uri(path + "/metrics?limit=0")).hasStatus(HttpStatus.BAD_REQUEST);
  }

  @Test
  void unknownJobHasNoMetricsOrEvents() {
    String unknown = "/jobs/" + UUID.randomUUID();

    assertThat(http.get().uri(unknown + "/metrics")).hasStatus(HttpStatus.NOT_FOUND);
    assertThat(http.get().uri(unknown + "/events")).hasStatus(HttpStatus.NOT_FOUND);
  }

  @Test
  void lastEventIdMustBeANumber() {
    assertThat(http.get().uri(path + "/events").header("Last-Event-ID", "x"))
        .hasStatus(HttpStatus.BAD_REQUEST);
    assertThat(http.get().uri(path + "/events?lastEventId=-1"))
        .hasStatus(HttpStatus.BAD_REQUEST)
        .bodyText()
        .contains("lastEventId");
  }
}
