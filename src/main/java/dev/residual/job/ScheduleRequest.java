package dev.residual.job;

import dev.residual.training.Recipe;
import dev.residual.training.ScheduleSpec;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Pattern;
import org.jspecify.annotations.Nullable;

/** The learning rate's course in a request. */
@Schema(name = "Schedule")
record ScheduleRequest(
    @Schema(
            description = "default the recipe's; article: constant",
            allowableValues = {"constant", "cosine", "one-cycle"},
            example = "cosine")
        @Pattern(
            regexp = "constant|cosine|one-cycle",
            message = "must be constant, cosine or one-cycle, was ${validatedValue}")
        @Nullable String name,
    @Schema(
            description =
                "epochs, not always whole, in which it rises; less than all; default the "
                    + "recipe's share, or of another schedule three tenths of a one-cycle, else 0")
        @DecimalMin(value = "0", message = WARMUP)
        @DecimalMax(value = "1000", message = WARMUP)
        @Nullable Double warmupEpochs) {

  private static final String WARMUP =
      "must be between 0 and " + Recipe.MAX_EPOCHS + ", was ${validatedValue}";

  /**
   * What was given over the recipe's own, whose warm-up keeps its share when there are other
   * epochs.
   */
  static ScheduleRequest filled(@Nullable ScheduleRequest given, Recipe recipe, int epochs) {
    ScheduleSpec usual = recipe.schedule();
    String name = given == null || given.name == null ? usual.name() : given.name;
    if (given != null && given.warmupEpochs != null) {
      return new ScheduleRequest(name, given.warmupEpochs);
    }
    double warmup =
        name.equals(usual.name())
            ? usual.warmupEpochs() / recipe.epochs() * epochs
            : ScheduleSpec.usualWarmup(name, epochs);
    return new ScheduleRequest(name, warmup);
  }

  /** Of a request whose defaults are filled in. */
  @SuppressWarnings("NullAway")
  ScheduleSpec spec() {
    return new ScheduleSpec(name, warmupEpochs);
  }
}
