package dev.residual.job;

import dev.residual.training.EarlyStopping;
import dev.residual.training.Recipe;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import org.jspecify.annotations.Nullable;

/** When to stop early, in a request. */
@Schema(name = "EarlyStopping")
record EarlyStoppingRequest(
    @Schema(description = "epochs without a better validation accuracy", example = "3")
        @NotNull(message = "must be given")
        @Min(value = 1, message = PATIENCE)
        @Max(value = Recipe.MAX_EPOCHS, message = PATIENCE)
        @Nullable Integer patience) {

  private static final String PATIENCE =
      "must be between 1 and " + Recipe.MAX_EPOCHS + ", was ${validatedValue}";

  static @Nullable EarlyStoppingRequest of(@Nullable EarlyStopping usual) {
    return usual == null ? null : new EarlyStoppingRequest(usual.patience());
  }

  @SuppressWarnings("NullAway") // validated
  EarlyStopping spec() {
    return new EarlyStopping(patience);
  }
}
