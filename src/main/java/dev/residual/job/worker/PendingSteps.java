package dev.residual.job.worker;

import dev.residual.job.JobEvent.StepLogged;
import java.util.ArrayList;
import java.util.List;

/**
 * The logged steps that are not stored yet. There are few, unless the database cannot be reached
 * for long. Then only every second one is kept, every fourth, and so on.
 */
final class PendingSteps {

  private static final int MAX = 1000;

  private final List<StepLogged> steps = new ArrayList<>();

  /** One of so many steps is kept. */
  private long interval = 1;

  private long added;

  void add(StepLogged step) {
    if (added++ % interval != 0) {
      return;
    }
    if (steps.size() == MAX) {
      List<StepLogged> all = List.copyOf(steps);
      steps.clear();
      for (int i = 0; i < all.size(); i += 2) {
        steps.add(all.get(i));
      }
      interval *= 2;
    }
    steps.add(step);
  }

  List<StepLogged> all() {
    return List.copyOf(steps);
  }

  void clear() {
    steps.clear();
    interval = 1;
    added = 0;
  }
}
