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

  /** Each fourth kill hits a service that may not be up yet, the others one that is at work. */
  private static final int STARTING = 4;

  private static final int LONGEST_MILLIS = 8_000;

  @TempDir private Path folder;

  @Test
  void jobKilledTwentyTimesEndsInTheSameWeights() throws Exception {
    long seed = Long.getLong("chaos.seed", new Random().nextLong());
    log.info("Kills by -Dchaos.seed={}", seed);
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
      Duration life = Duration.ofMillis(random.nextInt(LONGEST_MILLIS));
      log.info("Kill {} of {} after {}", i + 1, KILLS, life);
      if (i % STARTING == 0) {
        ServiceProcess.startAndKill(folder, life, settings);
      } else {
        try (ServiceProcess service = ServiceProcess.start(folder, settings)) {
          awaitRunning(service, job);
          service.killAfter(life);
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
      JsonNode whole = service.awaitStatus(service.submit(job(epochs)), "SUCCEEDED");
      assertThat(ServiceProcess.results(killed)).isEqualTo(ServiceProcess.results(whole));
      assertThat(whole.path("epochs").size()).isEqualTo(epochs);
      assertThat(service.weights(killed)).isEqualTo(service.weights(whole));
    }
  }

  private static void awaitRunning(ServiceProcess service, String job) {
    service.awaitJob(job, "is RUNNING", found -> found.path("status").asString().equals("RUNNING"));
  }

  /** Keeps the weights of its best epoch, so it may be stopped within any. */
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
