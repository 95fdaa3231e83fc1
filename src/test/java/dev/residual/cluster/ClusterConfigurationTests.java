package dev.residual.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.UndeclaredThrowableException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;
import org.springframework.transaction.CannotCreateTransactionException;

@ExtendWith(OutputCaptureExtension.class)
class ClusterConfigurationTests {

  @Test
  void outageIsLoggedInOneLine(CapturedOutput output) {
    ClusterConfiguration.logFailure(
        new CannotCreateTransactionException(
            "no connection", new SQLTransientConnectionException("timed out")));

    assertThat(output).contains("could not reach the database").doesNotContain("\tat ");
  }

  @ParameterizedTest
  @MethodSource("failures")
  void taskThatThrowsRunsAgain(Throwable failure) throws Exception {
    CountDownLatch runs = new CountDownLatch(2);
    ThreadPoolTaskScheduler scheduler = new ThreadPoolTaskScheduler();
    new ClusterConfiguration().failedPeriodicTasks().customize(scheduler);
    scheduler.initialize();
    scheduler.scheduleWithFixedDelay(
        () -> {
          runs.countDown();
          throw new UndeclaredThrowableException(failure); // which Spring unwraps
        },
        Duration.ofMillis(1));

    assertThat(runs.await(1, TimeUnit.MINUTES)).isTrue();
    scheduler.shutdown();
  }

  static List<Throwable> failures() {
    return List.of(
        new IllegalStateException("a bug"),
        new OutOfMemoryError("Java heap space"),
        new RuntimeException() {
          @Override
          public String getMessage() {
            throw new OutOfMemoryError("no memory to log a failure");
          }

          @Override
          public String toString() {
            return "a failure that cannot be logged";
          }
        });
  }

  @Test
  void otherFailureIsLoggedWithItsStackTrace(CapturedOutput output) {
    ClusterConfiguration.logFailure(new IllegalStateException("a bug"));

    assertThat(output).contains("a bug", "\tat ");
  }
}
