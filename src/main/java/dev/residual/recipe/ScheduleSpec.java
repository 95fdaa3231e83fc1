package dev.residual.recipe;

import dev.residual.pipeline.DecimalRange;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.Locale;

/**
 * Says how the learning rate changes from step to step.
 *
 * @param name {@code constant}, {@code cosine} or {@code one-cycle}
 * @param warmupEpochs number of epochs in which the rate rises at first; may be a fraction
 */
@Schema(name = "Schedule")
public record ScheduleSpec(
    @Schema(example = "cosine") @OneOf({CONSTANT, COSINE, ONE_CYCLE}) String name,
    @Schema(
            description =
                "number of epochs in which the rate rises at first, after those of freeze; may be a"
                    + " fraction; less than the epochs after freeze; default the recipe's share of"
                    + " these epochs, or with another schedule than the recipe's: 0.3 of them for"
                    + " one-cycle, else 0")
        @DecimalRange(min = "0", max = Recipe.MAX_EPOCHS)
        double warmupEpochs) {

  static final String CONSTANT = "constant";
  public static final String COSINE = "cosine";
  public static final String ONE_CYCLE = "one-cycle";

  /** The share of the epochs in which PyTorch's {@code OneCycleLR} rises by default. */
  private static final double ONE_CYCLE_WARMUP = 0.3;

  /** Returns the defaults of a schedule other than the recipe's. */
  static ScheduleSpec defaults(String name, int epochs) {
    return new ScheduleSpec(name, name.equals(ONE_CYCLE) ? ONE_CYCLE_WARMUP * epochs : 0);
  }

  /**
   * Checks the warm-up.
   *
   * @param epochs number of epochs in which the whole network learns
   */
  void requireShorterThan(int epochs) {
    if (warmupEpochs > 0 && warmupEpochs >= epochs) {
      throw new InvalidRecipeException(
          "schedule.warmupEpochs",
          String.format(
              Locale.ROOT,
              "must be less than the %d epochs after freeze, was %s",
              epochs,
              warmupEpochs));
    }
  }
}
