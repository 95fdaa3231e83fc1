package dev.residual.web.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.concurrent.CountDownLatch;
import org.apache.tomcat.util.threads.TaskQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RequestThreadsTests {

  private final CountDownLatch firstMayEnd = new CountDownLatch(1);
  private final CountDownLatch othersHaveRun = new CountDownLatch(3);
  private volatile boolean canStart = true;
  private RequestThreads threads = threads(1);

  @AfterEach
  void stop() {
    firstMayEnd.countDown();
    threads.shutdown();
  }

  @Test
  void requestsShareTheThreadsThatThereAreIfNoMoreCanBeStarted() throws Exception {
    canStart = false;
    threads.execute(this::first);
    for (int i = 0; i < 3; i++) {
      threads.execute(othersHaveRun::countDown);
    }

    firstMayEnd.countDown();

    othersHaveRun.await();
    assertThat(threads.getPoolSize()).isOne();
  }

  @Test
  void threadIsStartedAsSoonAsThatIsPossibleAgain() throws Exception {
    threads.execute(this::first);
    canStart = false;
    threads.execute(othersHaveRun::countDown);
    canStart = true;

    threads.execute(othersHaveRun::countDown);
    threads.execute(othersHaveRun::countDown);

    othersHaveRun.await();
  }

  @Test
  void requestThatNoThreadWouldTakeIsRefused() {
    threads.shutdown();
    threads = threads(0);
    canStart = false;

    assertThatExceptionOfType(OutOfMemoryError.class)
        .isThrownBy(() -> threads.execute(othersHaveRun::countDown));
  }

  private RequestThreads threads(int min) {
    return new RequestThreads(
        min,
        4,
        60_000,
        new TaskQueue(100),
        task -> {
          if (!canStart) {
            throw new OutOfMemoryError("unable to create native thread");
          }
          return new Thread(task);
        });
  }

  private void first() {
    try {
      firstMayEnd.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
