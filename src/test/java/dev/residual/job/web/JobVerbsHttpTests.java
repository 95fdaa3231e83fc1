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

/** What can be done with a job that was asked for, as a client sees it. */
@ResidualTest
class JobVerbsHttpTests {

  @Autowired private MockMvcTester http;

  private JobClient jobs;
  private String running;

  @BeforeEach
  void startOne(@Autowired JsonMapper json) throws Exception {
    jobs = new JobClient(http, json);
    running = jobs.submit(JobClient.LONG);
    jobs.awaitStatus(running, "RUNNING");
    await().until(() -> jobs.get(running).path("progress").path("step").asInt() > 2);
  }

  @AfterEach
  void cancelIt() {
    jobs.tell(running, "cancel");
    await().until(() -> jobs.status(running), "CANCELLED|SUCCEEDED|FAILED"::contains);
  }

  @Test
  void aPausedJobFreesItsDeviceAndGoesOnWhereItWasWhenItIsResumed() throws Exception {
    assertThat(jobs.tell(running, "pause")).hasStatus(HttpStatus.ACCEPTED);
    jobs.awaitStatus(running, "PAUSED");
    JsonNode paused = jobs.get(running);
    assertThat(paused.path("device").isNull()).isTrue();
    await().until(() -> !jobs.get("/devices").toString().contains(running.substring(6)));

    String other = jobs.submit(JobClient.QUICK);
    jobs.awaitStatus(other, "SUCCEEDED");

    assertThat(jobs.tell(running, "resume")).hasStatus(HttpStatus.ACCEPTED);
    jobs.awaitStatus(running, "RUNNING");
    await().until(() -> steps(jobs.get(running)) > steps(paused));
    assertThat(jobs.get(running).path("attempt").asInt()).isEqualTo(1);
  }

  @Test
  void aStoppedJobLeavesAModelOfWhatItHasLearnt() throws Exception {
    assertThat(jobs.tell(running, "stop")).hasStatus(HttpStatus.ACCEPTED);

    JsonNode done = jobs.awaitStatus(running, "SUCCEEDED");
    JsonNode model = jobs.get("/models/" + done.path("modelId").asString());
    assertThat(model.path("steps").asInt()).isEqualTo(steps(done));
    assertThat(model.path("test").path("images").asInt()).isEqualTo(1000);
  }

  @Test
  void aPausedJobCanBeStoppedToo() throws Exception {
    jobs.tell(running, "pause");
    jobs.awaitStatus(running, "PAUSED");

    assertThat(jobs.tell(running, "stop")).hasStatus(HttpStatus.ACCEPTED);

    assertThat(jobs.awaitStatus(running, "SUCCEEDED").path("modelId").isNull()).isFalse();
  }

  @Test
  void aVerbThatMakesNoSenseIsRefusedWithItsReason() throws Exception {
    String queued = jobs.submit(JobClient.QUICK);

    assertRefused(jobs.tell(running, "resume"), "not-paused");
    assertRefused(jobs.tell(queued, "stop"), "not-started");
    assertRefused(prioritize(running, "{\"priority\": 1}"), "not-queued");
    jobs.tell(queued, "cancel");
    assertRefused(jobs.tell(queued, "pause"), "already-final");
  }

  @Test
  void aQueuedJobIsMovedByItsPriority() throws Exception {
    String first = jobs.submit(JobClient.QUICK);
    String second = jobs.submit(JobClient.QUICK);
    assertThat(jobs.get(second).path("queuePosition").asInt()).isEqualTo(2);

    MvcTestResult moved = prioritize(second, "{\"priority\": 10}");

    assertThat(moved).hasStatus(HttpStatus.OK);
    assertThat(jobs.body(moved).path("queuePosition").asInt()).isEqualTo(1);
    assertThat(prioritize(second, "{\"priority\": 101}")).hasStatus(HttpStatus.BAD_REQUEST);
    assertThat(prioritize(second, "{}")).hasStatus(HttpStatus.BAD_REQUEST);
    jobs.tell(running, "cancel");
    jobs.awaitStatus(first, "SUCCEEDED");
    assertThat(startedAt(second)).isLessThan(startedAt(first));
  }

  @Test
  void jobsAreFoundByTheirLabel() throws Exception {
    String labelled = JobClient.QUICK.replaceFirst("\\{", "{\"labels\": {\"team\": \"a:b\"}, ");
    String path = jobs.submit(labelled);
    jobs.tell(path, "cancel");

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

  private void assertRefused(MvcTestResult answer, String code) {
    assertThat(answer).hasStatus(HttpStatus.CONFLICT).bodyText().contains(code);
  }
}
