package dev.residual.training;

import dev.residual.recipe.ScheduleSpec;

/** A learning rate for each step of a training. */
final class LearningRateSchedule {

  /** What PyTorch's {@code OneCycleLR} starts from: the peak over this. */
  private static final double START_DIVISOR = 25;

  /** What it ends at: its start over this. */
  private static final double END_DIVISOR = 1e4;

  private final String name;
  private final double peak;
  private final double warmup;
  private final double total;

  /**
   * @param peak the highest rate
   */
  LearningRateSchedule(ScheduleSpec spec, double peak, int epochs, int stepsPerEpoch) {
    name = spec.name();
    this.peak = peak;
    warmup = spec.warmupEpochs() * stepsPerEpoch;
    total = (double) epochs * stepsPerEpoch;
  }

  /**
   * The rate of a step, counted from 0. {@code constant} and {@code cosine} rise linearly to the
   * peak in the warm-up; {@code cosine} then falls along half a cosine to 0, which a step after the
   * last would have (Loshchilov and Hutter, 2016, "SGDR", equation 5). {@code one-cycle} rises and
   * falls along half cosines as PyTorch's {@code OneCycleLR}, from peak / 25 to peak / 250,000
   * (Smith and Topin, 2017, "Super-Convergence"), with the momentum left as it is.
   */
  double rate(long step) {
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
    double summit = Math.max(0, warmup - 1);
    double last = total - 1;
    if (step < summit) {
      return between(start, peak, step / summit);
    }
    return last == summit
        ? peak
        : between(peak, start / END_DIVISOR, (step - summit) / (last - summit));
  }

  /** Along half a cosine, {@code share} of the way. */
  private static double between(double from, double to, double share) {
    return to + (from - to) * (1 + Math.cos(Math.PI * share)) / 2;
  }
}
