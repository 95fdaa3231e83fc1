package dev.residual;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.springframework.util.unit.DataSize;
import tools.jackson.databind.JsonNode;

/** Tests services that are killed, stopped and started again in the same folder. */
@Order(7) // Its tests are the last, and run at the same time, so that no core is idle at the end.
@Execution(ExecutionMode.CONCURRENT)
class RestartIT {

  private static final String CHECKPOINT_EACH_STEP = "--residual.training.checkpoint-interval=0s";

  /** Is logged if a job does not start from scratch. */
  private static final String RESUMED = "Resuming in epoch";

  @TempDir private Path folder;

  @Test
  void jobEndsInTheSameWeightsAfterKillsAndAStop() throws Exception {
    String job;
    try (ServiceProcess service = ServiceProcess.start(folder, CHECKPOINT_EACH_STEP)) {
      assertThat(service.post("/predict", new byte[784]).path("code").asString())
          .isEqualTo("no-model");
      job = service.submit(SampleJobs.ENDLESS);
      service.kill();
    }

    int attempt;
    try (ServiceProcess service = ServiceProcess.start(folder, CHECKPOINT_EACH_STEP)) {
      attempt = awaitStep(service, job).path("attempt").asInt();
      service.kill();
    }

    try (ServiceProcess service = ServiceProcess.start(folder, CHECKPOINT_EACH_STEP)) {
      assertThat(awaitNextStep(service, job).path("attempt").asInt()).isEqualTo(attempt + 1);
      assertThat(service.log()).contains(RESUMED);
      service.stop();
      assertThat(service.log())
          .as("the job was released in the time that a stopping service has for it")
          .contains("Job " + job + " is queued again");
    }

    try (ServiceProcess service = ServiceProcess.start(folder)) {
      service.awaitMoreEpochs(job);
      assertThat(service.log()).contains(RESUMED);
      JsonNode done = service.stopJob(job);
      assertThat(done.path("attempt").asInt())
          .as("a stop does not count as an attempt")
          .isEqualTo(attempt + 1);

      int epochs = done.path("epochs").size();
      String uninterruptedJob = service.submit(SampleJobs.withEpochs(epochs));
      JsonNode uninterrupted = service.awaitStatus(uninterruptedJob, "SUCCEEDED");
      assertThat(ServiceClient.results(done)).isEqualTo(ServiceClient.results(uninterrupted));
      assertThat(uninterrupted.path("epochs").size()).isEqualTo(epochs);
      assertThat(service.weights(done)).isEqualTo(service.weights(uninterrupted));
    }
  }

  @Test
  void jobThatKillsItsProcessEachTimeFailsAndOthersRun() throws Exception {
    String crashing = null;
    String other = null;
    // Attempts count from the last checkpoint on, so there may be none.
    String[] twoAttempts = {
      "--residual.queue.max-attempts=2", "--residual.training.checkpoint-interval=1d"
    };
    for (int kill = 1; kill <= 2; kill++) {
      try (ServiceProcess service = ServiceProcess.start(folder, twoAttempts)) {
        if (crashing == null) {
          crashing = service.submit(SampleJobs.ENDLESS_EPOCH);
          other = service.submit(SampleJobs.SHORT);
        }
        awaitAttempt(service, crashing, kill);
        service.kill();
      }
    }

    try (ServiceProcess service = ServiceProcess.start(folder, twoAttempts)) {
      JsonNode failed = service.awaitStatus(crashing, "FAILED");
      assertThat(failed.path("failure").path("code").asString()).isEqualTo("attempts-exhausted");
      assertThat(failed.path("attempt").asInt()).isEqualTo(2);
      service.awaitStatus(other, "SUCCEEDED");
    }
  }

  @Test
  void fullDiskFailsOnlyTheJobWhoseModelDoesNotFit() throws Exception {
    String large =
        """
        {"dataset": "fashion-mnist-sample", "imageSize": 28, "trainLimit": 64, "epochs": 1}
        """;
    DataSize tooSmall = DataSize.ofMegabytes(20);
    try (ServiceProcess service =
        ServiceProcess.startWithRoomFor(folder, tooSmall, "--residual.queue.max-attempts=1")) {
      String job = service.submit(large);

      JsonNode failed = service.awaitStatus(job, "FAILED");
      assertThat(failed.path("failure").path("code").asString()).isEqualTo("storage");
      assertThat(failed.path("failure").path("message").asString()).contains("File too large");

      String small = service.submit(SampleJobs.SHORT);
      service.awaitStatus(small, "SUCCEEDED");
      assertThat(service.get("/models").path("items").size()).isEqualTo(1);
    }
  }

  private static void awaitAttempt(ServiceProcess service, String job, int attempt) {
    service.awaitJob(
        job,
        "runs in attempt " + attempt,
        found ->
            found.path("attempt").asInt() == attempt
                && found.path("status").asString().equals("RUNNING"));
  }

  /** Waits until a running job has made progress. */
  private static JsonNode awaitNextStep(ServiceProcess service, String job) {
    double before = fraction(service.job(job));
    return service.awaitJob(job, "has made more steps", found -> fraction(found) > before);
  }

  private static double fraction(JsonNode job) {
    return job.path("progress").path("fraction").asDouble();
  }

  private static JsonNode awaitStep(ServiceProcess service, String job) {
    return service.awaitJob(
        job, "has made a step", found -> found.path("progress").path("step").asInt() > 0);
  }
}
