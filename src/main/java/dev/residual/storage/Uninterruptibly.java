package dev.residual.storage;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;

/**
 * Runs calls that stop when their thread is interrupted, as HTTP clients do, on a separate thread
 * that is never interrupted. When the service stops, its threads are interrupted, and what they
 * then write must not be lost.
 */
final class Uninterruptibly {

  private Uninterruptibly() {}

  /**
   * Runs the call and waits until it ends. If the caller is interrupted meanwhile, it is still
   * interrupted afterwards.
   */
  static <T> T call(Supplier<T> call) {
    FutureTask<T> task = new FutureTask<>(call::get);
    Thread thread = new Thread(task, "artifact-store");
    thread.setDaemon(true);
    thread.start();
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return task.get();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      if (e.getCause() instanceof Error cause) {
        throw cause;
      }
      throw new IllegalStateException(e.getCause());
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
