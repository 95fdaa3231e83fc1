package dev.residual.recipe;

import dev.residual.pipeline.Between;
import io.swagger.v3.oas.annotations.media.Schema;

/**
 * How the learning rate changes from step to step.
 *
 * @param name {@code constant}, {@code cosine} or {@code one-cycle}
 * @param warmupEpochs for how many epochs, not always whole, the rate rises at first
 */
@Schema(name = "Schedule")
public record ScheduleSpec(
    @Schema(example = "cosine") @OneOf({CONSTANT, COSINE, ONE_CYCLE}) String name,
    @Schema(
            description =
                "epochs, not always whole, in which the rate rises; fewer than all; default the "
                    + "recipe's share of the epochs, or for another schedule than the recipe's 0.3 "
                    + "of the epochs with one-cycle, else 0")
        @Between(min = "0", max = Recipe.MAX_EPOCHS)
        double warmupEpochs) {

  static final String CONSTANT = "constant";
  public static final String COSINE = "cosine";
  public static final String ONE_CYCLE = "one-cycle";

  /** The share of the epochs in which PyTorch's {@code OneCycleLR} rises by default. */
  private static final double ONE_CYCLE_WARMUP = 0.3;

  /** Returns the defaults of a schedule that is not the recipe's. */
  static ScheduleSpec defaults(String name, int epochs) {
    return new ScheduleSpec(name, name.equals(ONE_CYCLE) ? ONE_CYCLE_WARMUP * epochs : 0);
  }

  void requireShorterThan(int epochs) {
    if (warmupEpochs >= epochs) {
      throw new InvalidRecipeException(
          "schedule.warmupEpochs",
          "must leave some of the %d epochs to %s, was %s".formatted(epochs, name, warmupEpochs));
    }
  }
}
