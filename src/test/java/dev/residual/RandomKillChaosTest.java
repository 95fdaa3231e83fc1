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

/** Kills a service at random moments for some minutes. Runs with {@code -Pchaos} only. */
class RandomKillChaosTest {

  private static final Logger log = LoggerFactory.getLogger(RandomKillChaosTest.class);

  private static final int KILLS = 20;

  /**
   * Every fourth kill hits a service that may still be starting; the others hit one that is
   * training.
   */
  private static final int STARTUP_KILL_INTERVAL = 4;

  private static final int MAX_UPTIME_MILLIS = 8_000;

  @TempDir private Path folder;

  @Test
  void jobKilledTwentyTimesEndsInTheSameWeights() throws Exception {
    long seed = Long.getLong("chaos.seed", new Random().nextLong());
    log.info("The kills use -Dchaos.seed={}", seed);
    Random random = new Random(seed);
    String[] settings = {
      "--residual.queue.max-attempts=100", "--residual.training.checkpoint-interval=1s"
    };
    String job;
    try (ServiceProcess service = ServiceProcess.start(folder, settings)) {
      job = service.submit(job(1000));
      service.kill();
    }

    for (int i = 1; i < KILLS; i++) {
      Duration uptime = Duration.ofMillis(random.nextInt(MAX_UPTIME_MILLIS));
      log.info("Kill {} of {} after {}", i + 1, KILLS, uptime);
      if (i % STARTUP_KILL_INTERVAL == 0) {
        ServiceProcess.startAndKill(folder, uptime, settings);
      } else {
        try (ServiceProcess service = ServiceProcess.start(folder, settings)) {
          awaitRunning(service, job);
          service.killAfter(uptime);
        }
      }
    }

    try (ServiceProcess service = ServiceProcess.start(folder, settings)) {
      awaitRunning(service, job);
      service.awaitMoreEpochs(job);
      JsonNode killed = service.stopJob(job);
      log.info("It took {} attempts", killed.path("attempt").asInt());
      assertThat(killed.path("attempt").asInt()).isGreaterThan(KILLS / 2);

      int epochs = killed.path("epochs").size();
      JsonNode uninterrupted = service.awaitStatus(service.submit(job(epochs)), "SUCCEEDED");
      assertThat(ServiceClient.results(killed)).isEqualTo(ServiceClient.results(uninterrupted));
      assertThat(uninterrupted.path("epochs").size()).isEqualTo(epochs);
      assertThat(service.weights(killed)).isEqualTo(service.weights(uninterrupted));
    }
  }

  private static void awaitRunning(ServiceProcess service, String job) {
    service.awaitJob(job, "is RUNNING", found -> found.path("status").asString().equals("RUNNING"));
  }

  /**
   * Returns a job that keeps the weights of its best epoch, so it can be stopped during any epoch.
   */
  private static String job(int epochs) {
    return """
    {"dataset": "fashion-mnist-sample", "imageSize": 64, "trainLimit": 2000, "epochs": %d,
     "validationSize": 200, "earlyStopping": {"patience": 1000}, "seed": 7,
     "architecture": {"blocks": [1, 1], "channels": [64, 128], "stem": "small"},
     "optimizer": {"name": "adamw", "learningRate": 0.002, "weightDecay": 0.05},
     "augmentation": {"horizontalFlip": true, "maxShift": 2, "randomErasing": 0.1}, "emaDecay": 0.99}
    """
        .formatted(epochs);
  }
}
