package dev.residual.training.optimizer;

import dev.residual.recipe.Recipe;
import dev.residual.recipe.ScheduleSpec;

/** Computes the learning rate of each step of a training. */
public final class LearningRateSchedule {

  /** PyTorch's {@code OneCycleLR} starts at the peak divided by this. */
  private static final double START_DIVISOR = 25;

  /** PyTorch's {@code OneCycleLR} ends at its start divided by this. */
  private static final double END_DIVISOR = 1e4;

  private final String name;
  private final double peak;
  private final double warmup;
  private final double total;
  private final long frozenSteps;

  /**
   * Creates the schedule of a training.
   *
   * @param peak the highest rate
   * @param frozenEpochs number of epochs, among all, in which only the classifier learns
   */
  LearningRateSchedule(
      ScheduleSpec spec, double peak, int frozenEpochs, int epochs, int stepsPerEpoch) {
    name = spec.name();
    this.peak = peak;
    frozenSteps = (long) frozenEpochs * stepsPerEpoch;
    warmup = spec.warmupEpochs() * stepsPerEpoch;
    total = (double) (epochs - frozenEpochs) * stepsPerEpoch;
  }

  /** Returns the schedule of a recipe. */
  public static LearningRateSchedule of(Recipe recipe, int stepsPerEpoch) {
    return new LearningRateSchedule(
        recipe.schedule(),
        recipe.optimizer().learningRate(),
        recipe.freeze().epochs(),
        recipe.epochs(),
        stepsPerEpoch);
  }

  /** Returns the number of steps in which only the classifier learns. */
  long frozenSteps() {
    return frozenSteps;
  }

  /**
   * Returns the rate of a step, counted from 0. It is the peak while only the classifier learns,
   * and the schedule begins after that. {@code constant} and {@code cosine} rise linearly to the
   * peak in the warm-up; {@code cosine} then falls along half a cosine, so that a step after the
   * last one would have a rate of 0 (Loshchilov and Hutter, 2016, "SGDR", equation 5). {@code
   * one-cycle} rises from peak / 25 and falls to peak / 250,000 along half cosines, like PyTorch's
   * {@code OneCycleLR} (Smith and Topin, 2017, "Super-Convergence"), but does not change the
   * momentum.
   */
  double rate(long step) {
    return step < frozenSteps ? peak : scheduled(step - frozenSteps);
  }

  private double scheduled(long step) {
    if (name.equals(ScheduleSpec.ONE_CYCLE)) {
      return oneCycle(step);
    }
    if (step < warmup) {
      return peak * Math.min(1, (step + 1) / warmup);
    }
    return name.equals(ScheduleSpec.COSINE)
        ? between(peak, 0, (step - warmup) / (total - warmup))
        : peak;
  }

  private double oneCycle(long step) {
    double start = peak / START_DIVISOR;
    double peakStep = Math.max(0, warmup - 1);
    double last = total - 1;
    if (step < peakStep) {
      return between(start, peak, step / peakStep);
    }
    return last == peakStep
        ? peak
        : between(peak, start / END_DIVISOR, (step - peakStep) / (last - peakStep));
  }

  /** Interpolates along half a cosine; a share of 0 gives {@code from}, 1 gives {@code to}. */
  private static double between(double from, double to, double share) {
    return to + (from - to) * (1 + Math.cos(Math.PI * share)) / 2;
  }
}
