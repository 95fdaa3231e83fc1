package dev.residual.inference;

import dev.residual.torch.CpuAffinity;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Gives each thread that computes a processor of its own, if there are as many of both. Where every
 * core is busy for milliseconds at a time, Linux is slow to notice that two of them share one while
 * another has nothing to do.
 */
final class CorePinning {

  private final Queue<Integer> free;

  CorePinning(List<Integer> processors) {
    free = new ConcurrentLinkedQueue<>(processors);
  }

  static CorePinning of(ServingSettings settings) {
    int inUse = Runtime.getRuntime().availableProcessors();
    return new CorePinning(fitting(settings, CpuAffinity.ofThisThread(), inUse));
  }

  /**
   * The processors to sit on: those that there are, or none if the threads are fewer or more, or
   * may each compute on several.
   *
   * @param processors on which this process may run
   * @param inUse how many of them at a time; if that is fewer, others are on them whom a thread
   *     must be free to avoid
   */
  static List<Integer> fitting(ServingSettings settings, List<Integer> processors, int inUse) {
    boolean fit =
        settings.intraOpThreads() == 1
            && settings.interOpThreads() == processors.size()
            && processors.size() == inUse;
    return fit ? processors : List.of();
  }

  /** Runs something on this thread, which stays on a processor from now on if one is free. */
  void run(Runnable task) {
    Optional<Integer> seat = Optional.ofNullable(free.poll());
    seat.ifPresent(CpuAffinity::keepThisThreadOn);
    try {
      task.run();
    } finally {
      seat.ifPresent(free::add);
    }
  }
}
