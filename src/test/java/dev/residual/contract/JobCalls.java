package dev.residual.contract;

import static org.awaitility.Awaitility.await;
import static org.springframework.http.HttpMethod.DELETE;
import static org.springframework.http.HttpMethod.PATCH;
import static org.springframework.http.HttpMethod.POST;

import dev.residual.job.JobClient;
import java.time.Duration;
import tools.jackson.databind.JsonNode;

/** What clients do with jobs and sweeps. */
final class JobCalls extends ContractCalls {

  private final String job;

  JobCalls(JobClient jobs, ApiContract contract, String job) {
    super(jobs, contract);
    this.job = job;
  }

  void ask() throws Exception {
    controlJobs();
    sweep();
  }

  private void controlJobs() throws Exception {
    expect(200, get(job));
    expect(200, get(job + "/metrics"));
    expect(200, get(job + "/tensorboard"));
    expect(204, get(job + "/events?lastEventId=999999999"));
    String running = JobClient.path(body(expect(202, send(POST, "/jobs", JobClient.LONG))));
    expect(409, send(DELETE, running));
    jobs.awaitStatus(running, "RUNNING");
    String queued = JobClient.path(body(expect(202, send(POST, "/jobs", JobClient.LONG))));
    expect(200, send(PATCH, queued, "{\"priority\": 1}"));
    expect(400, send(PATCH, queued, "{}"));
    expect(409, send(POST, queued + "/stop"));
    expect(202, send(POST, queued + "/pause"));
    expect(202, send(POST, queued + "/resume"));
    expect(409, send(POST, queued + "/resume"));
    expect(200, get("/jobs"));
    expect(202, send(POST, queued + "/cancel"));
    expect(409, send(POST, queued + "/cancel"));
    expect(409, send(POST, queued + "/pause"));
    expect(200, get(queued));
    expect(202, send(POST, running + "/stop"));
    JsonNode stopped = jobs.awaitStatus(running, "SUCCEEDED");
    expect(204, send(DELETE, running));
    expect(204, send(DELETE, "/models/" + stopped.path("modelId").asString()));
    expect(400, send(POST, "/jobs", "{\"epochs\": 0}"));
    expect(422, send(POST, "/jobs", "{\"earlyStopping\": {\"patience\": 1}}"));
  }

  private void sweep() throws Exception {
    String request =
        "{\"strategy\": \"grid\", \"job\": %s, \"space\": {\"labelSmoothing\": [0, 0.1]}}"
            .formatted(JobClient.LONG.replace(", \"promote\": \"never\"", ""));
    String sweep =
        "/sweeps/" + body(expect(202, send(POST, "/sweeps", request))).path("id").asString();
    expect(200, get("/sweeps"));
    expect(200, get(sweep));
    expect(200, get(sweep + "/trials.csv"));
    expect(409, send(DELETE, sweep));
    expect(202, send(POST, sweep + "/stop"));
    await()
        .atMost(Duration.ofMinutes(2))
        .until(() -> body(expect(200, get(sweep))).path("status").asString().matches("[A-Z]+ED"));
    expect(204, send(DELETE, sweep));
    expect(400, send(POST, "/sweeps", "{\"strategy\": 1}"));
  }

  /** One is submitted although its answer has no acceptable form, and would train for minutes. */
  void cancelTheRest() throws Exception {
    for (JsonNode left : jobs.get("/jobs?status=QUEUED&status=RUNNING").path("items")) {
      jobs.control(JobClient.path(left), "cancel");
    }
  }
}
