package dev.residual;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/** Runs with {@code -Pchaos} only: some minutes of kills at random moments. */
class KillsChaos {

  private static final Logger log = LoggerFactory.getLogger(KillsChaos.class);

  private static final int KILLS = 20;

  /** Each fourth kill hits a service that may not be up yet, the others one that is at work. */
  private static final int STARTING = 4;

  private static final int LONGEST_MILLIS = 8_000;
  private static final Duration MINUTES = Duration.ofMinutes(10);

  private static final String JOB =
      """
      {"dataset": "fashion-mnist-sample", "imageSize": 64, "epochs": 3, "seed": 7,
       "architecture": {"blocks": [1, 1], "channels": [64, 128], "stem": "small"},
       "optimizer": {"name": "adamw", "learningRate": 0.002, "weightDecay": 0.05},
       "augmentation": {"horizontalFlip": true, "maxShift": 2, "randomErasing": 0.1}, "emaDecay": 0.99}
      """;

  @TempDir private Path folder;

  @Test
  void aJobThatIsKilledTwentyTimesEndsInTheWeightsOfAnUnbrokenOne() throws Exception {
    long seed = Long.getLong("chaos.seed", new Random().nextLong());
    log.info("Kills by -Dchaos.seed={}", seed);
    Random random = new Random(seed);
    String[] settings = {
      "--residual.queue.attempts=100", "--residual.training.checkpoint-interval=1s"
    };
    String job;
    try (ServiceProcess service = ServiceProcess.start(folder, settings)) {
      job = service.post("/jobs", JOB).path("id").asString();
      service.kill();
    }

    for (int i = 1; i < KILLS; i++) {
      Duration life = Duration.ofMillis(random.nextInt(LONGEST_MILLIS));
      log.info("Kill {} of {} after {}", i + 1, KILLS, life);
      if (i % STARTING == 0) {
        ServiceProcess.startAndKill(folder, life, settings);
      } else {
        try (ServiceProcess service = ServiceProcess.start(folder, settings)) {
          service.killAfter(life);
        }
      }
    }

    try (ServiceProcess service = ServiceProcess.start(folder, settings)) {
      assertThat(service.get("/jobs/" + job).path("status").asString()).isEqualTo("RUNNING");
      JsonNode killed = service.awaitStatus(job, "SUCCEEDED", MINUTES);
      String again = service.post("/jobs", JOB).path("id").asString();
      JsonNode whole = service.awaitStatus(again, "SUCCEEDED", MINUTES);
      log.info("It took {} attempts", killed.path("attempt").asInt());
      assertThat(killed.path("attempt").asInt()).isGreaterThan(KILLS / 2);
      assertThat(weights(service, killed)).isEqualTo(weights(service, whole));
      assertThat(killed.path("epochs").size()).isEqualTo(3);
    }
  }

  private static String weights(ServiceProcess service, JsonNode job) {
    return service
        .get("/models/" + job.path("modelId").asString())
        .path("weightsSha256")
        .asString();
  }
}
