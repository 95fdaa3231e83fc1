package dev.residual.inference;

import dev.residual.torch.CpuAffinity;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Pins each inference thread to a different core, if there are as many threads as cores. When each
 * core is busy for milliseconds at a time, Linux is slow to notice that two threads share a core
 * while another core is idle.
 */
final class CorePinning {

  private static final Logger log = LoggerFactory.getLogger(CorePinning.class);

  private final Queue<Integer> free;

  CorePinning(List<Integer> processors) {
    free = new ConcurrentLinkedQueue<>(processors);
  }

  static CorePinning of(ServingSettings settings) {
    int inUse = Runtime.getRuntime().availableProcessors();
    return new CorePinning(processorsToPin(settings, CpuAffinity.ofThisThread(), inUse));
  }

  /**
   * Returns the processors to pin threads to: all of them, or none if there are fewer or more
   * threads, or if each thread may use several.
   *
   * @param processors processors on which this process may run
   * @param inUse how many of them it may use at a time; if these are fewer, other processes use
   *     some of them, and threads must be free to avoid those
   */
  static List<Integer> processorsToPin(
      ServingSettings settings, List<Integer> processors, int inUse) {
    boolean canPin =
        settings.intraOpThreads() == 1
            && settings.interOpThreads() == processors.size()
            && processors.size() == inUse;
    return canPin ? processors : List.of();
  }

  /** Runs a task on this thread, and pins the thread to a processor if one is free. */
  void run(Runnable task) {
    Integer processor = free.poll();
    try {
      if (processor != null) {
        pin(processor);
      }
      task.run();
    } finally {
      if (processor != null) {
        free.add(processor);
      }
    }
  }

  /** Pins this thread. A thread that cannot be pinned must compute too: its pool has counted it. */
  private static void pin(int processor) {
    try {
      CpuAffinity.pinThisThread(processor);
    } catch (RuntimeException | Error e) {
      log.warn("A thread could not be pinned to processor {}", processor, e);
    }
  }
}
