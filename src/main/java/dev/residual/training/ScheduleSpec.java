package dev.residual.training;

import java.util.List;

/**
 * How the learning rate goes from step to step.
 *
 * @param name {@code constant}, {@code cosine} or {@code one-cycle}
 * @param warmupEpochs how long it rises at first, 0 to 1000, not always whole
 */
public record ScheduleSpec(String name, double warmupEpochs) {

  static final String CONSTANT = "constant";
  static final String COSINE = "cosine";
  static final String ONE_CYCLE = "one-cycle";

  private static final List<String> NAMES = List.of(CONSTANT, COSINE, ONE_CYCLE);

  /** The part of a cycle that rises, when no other is asked for: PyTorch's. */
  private static final double RISE = 0.3;

  public ScheduleSpec {
    if (!NAMES.contains(name)) {
      throw new ImpossibleRecipeException(
          "schedule.name", "must be one of %s, was %s".formatted(String.join(", ", NAMES), name));
    }
    Range.require("schedule.warmupEpochs", warmupEpochs, 0, Recipe.MAX_EPOCHS);
  }

  /** The usual warm-up: three tenths of a one-cycle, none of the others. */
  public static double usualWarmup(String name, int epochs) {
    return name.equals(ONE_CYCLE) ? RISE * epochs : 0;
  }

  void requireWithin(int epochs) {
    if (warmupEpochs >= epochs) {
      throw new ImpossibleRecipeException(
          "schedule.warmupEpochs",
          "must leave some of the %d epochs to %s, was %s".formatted(epochs, name, warmupEpochs));
    }
  }
}
