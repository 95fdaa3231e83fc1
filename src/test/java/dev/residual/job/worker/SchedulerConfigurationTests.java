package dev.residual.job.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.BDDMockito.willThrow;
import static org.mockito.Mockito.mock;

import dev.residual.torch.ThreadNiceness;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadPoolExecutor;
import org.junit.jupiter.api.Test;

class SchedulerConfigurationTests {

  private final ThreadNiceness niceness = mock();

  /** A thread that is started for a job could fail to start, when there are too many threads. */
  @Test
  void trainingThreadsRunBeforeTheFirstJob() {
    ThreadPoolExecutor threads = SchedulerConfiguration.trainingThreads(2, niceness);

    assertThat(threads.getPoolSize()).isEqualTo(2);
    threads.shutdown();
  }

  @Test
  void threadWhosePriorityCannotBeLoweredTrainsToo() {
    willThrow(new UnsatisfiedLinkError("no library")).given(niceness).applyToThisThread();
    ThreadPoolExecutor threads = SchedulerConfiguration.trainingThreads(1, niceness);

    assertThat(CompletableFuture.supplyAsync(() -> "trained", threads))
        .succeedsWithin(Duration.ofMinutes(1))
        .isEqualTo("trained");
    threads.shutdown();
  }
}
