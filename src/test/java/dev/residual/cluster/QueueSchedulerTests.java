package dev.residual.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadPoolExecutor;
import org.junit.jupiter.api.Test;

class QueueSchedulerTests {

  /** A thread that is started for a job could fail to start, when there are too many threads. */
  @Test
  void threadsRunBeforeTheFirstJob() {
    ThreadPoolExecutor threads = QueueScheduler.threads(2, "training", () -> {});

    assertThat(threads.getPoolSize()).isEqualTo(2);
    threads.shutdown();
  }

  @Test
  void threadWhosePriorityCannotBeLoweredWorksToo() {
    ThreadPoolExecutor threads =
        QueueScheduler.threads(
            1,
            "training",
            () -> {
              throw new UnsatisfiedLinkError("no library");
            });

    assertThat(CompletableFuture.supplyAsync(() -> "trained", threads))
        .succeedsWithin(Duration.ofMinutes(1))
        .isEqualTo("trained");
    threads.shutdown();
  }
}
