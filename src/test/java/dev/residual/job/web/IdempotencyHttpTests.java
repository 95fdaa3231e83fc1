package dev.residual.job.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.residual.ManualQueueTest;
import dev.residual.job.JobClient;
import dev.residual.job.JobLifecycle;
import dev.residual.job.Requests;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.TestPropertySource;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;
import tools.jackson.databind.json.JsonMapper;

/** Tests idempotency keys and the queue capacity over HTTP, with a queue that no worker polls. */
@ManualQueueTest
@TestPropertySource(properties = "residual.queue.capacity=5")
class IdempotencyHttpTests {

  private final String key = UUID.randomUUID().toString();

  @Autowired private MockMvcTester http;
  @Autowired private JobLifecycle lifecycle;

  private JobClient jobs;

  @BeforeEach
  void emptyQueue(@Autowired JsonMapper json, @Autowired JdbcClient jdbc) {
    jobs = new JobClient(http, json);
    jdbc.sql("delete from job").update();
  }

  @Test
  void repeatedRequestCreatesOneJob() throws Exception {
    MvcTestResult first = post(JobClient.QUICK);
    MvcTestResult second = post(JobClient.QUICK);

    assertThat(first).hasStatus(HttpStatus.ACCEPTED).doesNotContainHeader("Idempotency-Replayed");
    assertThat(second).hasStatus(HttpStatus.ACCEPTED).hasHeader("Idempotency-Replayed", "true");
    assertThat(path(second)).isEqualTo(path(first));
    assertThat(second).hasHeader("Location", path(first));
  }

  @Test
  void keyWithAnotherBodyIsRejected() {
    post(JobClient.QUICK);

    assertThat(post(JobClient.LONG))
        .hasStatus(HttpStatus.UNPROCESSABLE_CONTENT)
        .bodyText()
        .contains("idempotency-key-reused", key);
  }

  @Test
  void keyOfADeletedJobCreatesNoJob() throws Exception {
    String path = path(post(JobClient.QUICK));
    jobs.control(path, "cancel");
    http.delete().uri(path).exchange();

    assertThat(post(JobClient.QUICK))
        .hasStatus(HttpStatus.CONFLICT)
        .bodyText()
        .contains("job-deleted");
  }

  @Test
  void keyLengthIsLimited() {
    assertThat(post(JobClient.QUICK, "x".repeat(255))).hasStatus(HttpStatus.ACCEPTED);
    assertThat(post(JobClient.QUICK, "x".repeat(256))).hasStatus(HttpStatus.BAD_REQUEST);
    assertThat(post(JobClient.QUICK, "")).hasStatus(HttpStatus.BAD_REQUEST);
  }

  @Test
  void hundredConcurrentRequestsWithOneKeyCreateOneJob() throws Exception {
    ExecutorService clients = Executors.newFixedThreadPool(20);
    Set<String> created = new HashSet<>();
    try {
      List<Callable<MvcTestResult>> requests =
          IntStream.range(0, 100)
              .<Callable<MvcTestResult>>mapToObj(i -> () -> post(JobClient.QUICK))
              .toList();
      for (Future<MvcTestResult> response : clients.invokeAll(requests)) {
        assertThat(response.get().getResponse().getStatus())
            .as("accepted, or to be retried")
            .isIn(202, 409);
        if (response.get().getResponse().getStatus() == 202) {
          created.add(path(response.get()));
        }
      }
    } finally {
      clients.shutdownNow();
    }

    assertThat(created).hasSize(1);
    assertThat(jobs.get("/jobs").path("items")).hasSize(1);
  }

  @Test
  void fullQueueReturnsRetryAfter() throws Exception {
    List<String> queued =
        IntStream.range(0, 5)
            .mapToObj(i -> "/jobs/" + lifecycle.submit(Requests.DEFAULT, null))
            .toList();

    assertThat(jobs.post(JobClient.QUICK))
        .hasStatus(HttpStatus.TOO_MANY_REQUESTS)
        .hasHeader("Retry-After", "60")
        .bodyText()
        .contains("queue-full", "residual.queue.capacity");

    jobs.control(queued.get(0), "cancel");
    assertThat(jobs.post(JobClient.QUICK)).hasStatus(HttpStatus.ACCEPTED);
  }

  @Test
  void pausedJobsCountAsQueued() {
    for (int i = 0; i < 5; i++) {
      lifecycle.pause(lifecycle.submit(Requests.DEFAULT, null));
    }

    assertThat(jobs.post(JobClient.QUICK)).hasStatus(HttpStatus.TOO_MANY_REQUESTS);
  }

  private MvcTestResult post(String content) {
    return post(content, key);
  }

  private MvcTestResult post(String content, String idempotencyKey) {
    return http.post()
        .uri("/jobs")
        .header("Idempotency-Key", idempotencyKey)
        .contentType(MediaType.APPLICATION_JSON)
        .content(content)
        .exchange();
  }

  private String path(MvcTestResult accepted) throws Exception {
    return JobClient.path(jobs.body(accepted));
  }
}
