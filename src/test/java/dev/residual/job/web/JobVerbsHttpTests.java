package dev.residual.job.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.residual.ResidualTest;
import dev.residual.job.JobClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Tests the actions on a submitted job over HTTP. */
@ResidualTest
class JobVerbsHttpTests {

  @Autowired private MockMvcTester http;

  private JobClient jobs;
  private String running;

  @BeforeEach
  void startJob(@Autowired JsonMapper json) throws Exception {
    jobs = new JobClient(http, json);
    running = jobs.submit(JobClient.LONG);
    jobs.awaitStatus(running, "RUNNING");
    await().until(() -> jobs.get(running).path("progress").path("step").asInt() > 2);
  }

  @AfterEach
  void cancelJob() {
    jobs.control(running, "cancel");
    await().until(() -> jobs.status(running), "CANCELLED|SUCCEEDED|FAILED"::contains);
  }

  @Test
  void pausedJobFreesItsDeviceAndResumesAtItsStep() throws Exception {
    assertThat(jobs.control(running, "pause")).hasStatus(HttpStatus.ACCEPTED);
    jobs.awaitStatus(running, "PAUSED");
    JsonNode paused = jobs.get(running);
    assertThat(paused.path("device").isNull()).isTrue();
    await().until(() -> !jobs.get("/devices").toString().contains(running.substring(6)));

    String other = jobs.submit(JobClient.QUICK);
    jobs.awaitStatus(other, "SUCCEEDED");

    assertThat(jobs.control(running, "resume")).hasStatus(HttpStatus.ACCEPTED);
    jobs.awaitStatus(running, "RUNNING");
    await().until(() -> steps(jobs.get(running)) > steps(paused));
    assertThat(jobs.get(running).path("attempt").asInt()).isEqualTo(1);
  }

  @Test
  void stoppedJobHasAModel() throws Exception {
    assertThat(jobs.control(running, "stop")).hasStatus(HttpStatus.ACCEPTED);

    JsonNode done = jobs.awaitStatus(running, "SUCCEEDED");
    JsonNode model = jobs.get("/models/" + done.path("modelId").asString());
    assertThat(model.path("steps").asInt()).isEqualTo(steps(done));
    assertThat(model.path("test").path("images").asInt()).isEqualTo(1000);
  }

  @Test
  void pausedJobCanBeStopped() throws Exception {
    jobs.control(running, "pause");
    jobs.awaitStatus(running, "PAUSED");

    assertThat(jobs.control(running, "stop")).hasStatus(HttpStatus.ACCEPTED);

    assertThat(jobs.awaitStatus(running, "SUCCEEDED").path("modelId").isNull()).isFalse();
  }

  @Test
  void actionIsRejectedInTheWrongStatus() throws Exception {
    String queued = jobs.submit(JobClient.QUICK);

    assertRejected(jobs.control(running, "resume"), "not-paused");
    assertRejected(jobs.control(queued, "stop"), "not-started");
    assertRejected(prioritize(running, "{\"priority\": 1}"), "not-queued");
    jobs.control(queued, "cancel");
    assertRejected(jobs.control(queued, "pause"), "already-final");
  }

  @Test
  void higherPriorityMovesAQueuedJobForward() throws Exception {
    String first = jobs.submit(JobClient.QUICK);
    String second = jobs.submit(JobClient.QUICK);
    assertThat(jobs.get(second).path("queuePosition").asInt()).isEqualTo(2);

    MvcTestResult moved = prioritize(second, "{\"priority\": 10}");

    assertThat(moved).hasStatus(HttpStatus.OK);
    assertThat(jobs.body(moved).path("queuePosition").asInt()).isEqualTo(1);
    assertThat(prioritize(second, "{\"priority\": 101}")).hasStatus(HttpStatus.BAD_REQUEST);
    assertThat(prioritize(second, "{}")).hasStatus(HttpStatus.BAD_REQUEST);
    jobs.control(running, "cancel");
    jobs.awaitStatus(first, "SUCCEEDED");
    assertThat(startedAt(second)).isLessThan(startedAt(first));
  }

  @Test
  void jobsAreFilteredByLabel() throws Exception {
    String labelled = JobClient.QUICK.replaceFirst("\\{", "{\"labels\": {\"team\": \"a:b\"}, ");
    String path = jobs.submit(labelled);
    jobs.control(path, "cancel");

    assertThat(jobs.get("/jobs?label=team:a:b&status=CANCELLED").path("items"))
        .singleElement()
        .satisfies(job -> assertThat(JobClient.path(job)).isEqualTo(path));
    assertThat(jobs.get("/jobs?label=team:a").path("items")).isEmpty();
  }

  private MvcTestResult prioritize(String path, String body) {
    return http.patch().uri(path).contentType(MediaType.APPLICATION_JSON).content(body).exchange();
  }

  private static int steps(JsonNode job) {
    JsonNode progress = job.path("progress");
    return (progress.path("epoch").asInt() - 1) * progress.path("steps").asInt()
        + progress.path("step").asInt();
  }

  private String startedAt(String path) throws Exception {
    return jobs.get(path).path("startedAt").asString();
  }

  private void assertRejected(MvcTestResult response, String code) {
    assertThat(response).hasStatus(HttpStatus.CONFLICT).bodyText().contains(code);
  }
}
