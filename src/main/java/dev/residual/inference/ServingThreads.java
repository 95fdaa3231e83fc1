package dev.residual.inference;

import dev.residual.torch.GradMode;
import dev.residual.web.Problem;
import jakarta.annotation.PreDestroy;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

/**
 * A bounded number of platform threads that compute, with libtorch's gradients switched off on
 * each, behind a bounded queue.
 */
@Component
class ServingThreads {

  private static final Duration COME_AGAIN = Duration.ofSeconds(1);

  /**
   * OpenMP's helpers go with the thread that they help, and while they are there a training is
   * slower: once there are more of them than cores, all fall asleep after each operation.
   */
  private static final Duration IDLE = Duration.ofSeconds(5);

  private final ThreadPoolExecutor threads;
  private final Duration deadline;

  ServingThreads(ServingSettings settings) {
    deadline = settings.deadline();
    threads =
        new ThreadPoolExecutor(
            settings.threads(),
            settings.threads(),
            IDLE.toSeconds(),
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(settings.queue()),
            task -> new Thread(withoutGradients(task), "serving"));
    threads.allowCoreThreadTimeOut(true);
  }

  private static Runnable withoutGradients(Runnable task) {
    return () -> {
      GradMode.off();
      task.run();
    };
  }

  /**
   * Computes on a serving thread while the caller waits.
   *
   * @throws Problem (503) when too many wait already, or the answer comes too late
   */
  <T> T call(Callable<T> computation) {
    FutureTask<T> future = submit(computation);
    try {
      return future.get(deadline.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException | CancellationException e) {
      giveUp(future);
      throw overloaded("The answer was not ready within " + deadline.toSeconds() + " seconds");
    } catch (InterruptedException e) {
      giveUp(future);
      Thread.currentThread().interrupt();
      throw overloaded("The service is stopping");
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new IllegalStateException(e.getCause());
    }
  }

  /** What nobody waits for makes room in the queue. */
  private void giveUp(FutureTask<?> future) {
    future.cancel(false);
    threads.remove(future);
  }

  private <T> FutureTask<T> submit(Callable<T> computation) {
    FutureTask<T> future = new FutureTask<>(computation);
    try {
      threads.execute(future);
      return future;
    } catch (RejectedExecutionException e) {
      throw overloaded("Too many requests wait for an answer already");
    }
  }

  private static Problem overloaded(String detail) {
    return Problem.of(HttpStatus.SERVICE_UNAVAILABLE, "overloaded", detail).retryAfter(COME_AGAIN);
  }

  @PreDestroy
  void stop() throws InterruptedException {
    for (Runnable waiting : threads.shutdownNow()) {
      ((FutureTask<?>) waiting).cancel(false);
    }
    // Native memory is freed afterwards, under nobody's feet.
    threads.awaitTermination(deadline.toMillis(), TimeUnit.MILLISECONDS);
  }
}
