package dev.residual.job;

import dev.residual.training.OptimizerSpec;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Pattern;
import org.jspecify.annotations.Nullable;

/** The optimizer in a request. */
@Schema(name = "Optimizer")
record OptimizerRequest(
    @Schema(description = "default adam", allowableValues = "adam", example = "adam")
        @Pattern(regexp = "adam", message = "must be adam, was ${validatedValue}")
        @Nullable String name,
    @Schema(description = "default 0.001", example = "0.001")
        @DecimalMin(value = "1.0E-6", message = RATE)
        @DecimalMax(value = "10", message = RATE)
        @Nullable Double learningRate,
    @Schema(description = "times the weight it is added to the gradient; default 0", example = "0")
        @DecimalMin(value = "0", message = DECAY)
        @DecimalMax(value = "1", message = DECAY)
        @Nullable Double weightDecay) {

  private static final String RATE = "must be between 1.0E-6 and 10, was ${validatedValue}";
  private static final String DECAY = "must be between 0 and 1, was ${validatedValue}";

  static OptimizerRequest of(OptimizerSpec spec) {
    return new OptimizerRequest(spec.name(), spec.learningRate(), spec.weightDecay());
  }

  /** What is not given is taken from {@code defaults}. */
  OptimizerRequest over(OptimizerRequest defaults) {
    return new OptimizerRequest(
        name == null ? defaults.name : name,
        learningRate == null ? defaults.learningRate : learningRate,
        weightDecay == null ? defaults.weightDecay : weightDecay);
  }

  /** Of a request whose defaults are filled in. */
  @SuppressWarnings("NullAway")
  OptimizerSpec spec() {
    return new OptimizerSpec(name, learningRate, weightDecay);
  }
}
