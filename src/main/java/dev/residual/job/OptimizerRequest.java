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
    @Schema(
            description = "default adam",
            allowableValues = {"adam", "adamw", "sgd"},
            example = "adam")
        @Pattern(
            regexp = "adam|adamw|sgd",
            message = "must be adam, adamw or sgd, was ${validatedValue}")
        @Nullable String name,
    @Schema(description = "the highest of the schedule; default 0.001", example = "0.001")
        @DecimalMin(value = "1.0E-6", message = RATE)
        @DecimalMax(value = "10", message = RATE)
        @Nullable Double learningRate,
    @Schema(
            description =
                "times the weight it is added to the gradient, or with adamw, times the learning "
                    + "rate too, taken from the weight; spares norms and biases; default 0",
            example = "0")
        @DecimalMin(value = "0", message = DECAY)
        @DecimalMax(value = "1", message = DECAY)
        @Nullable Double weightDecay,
    @Schema(description = "of sgd: the share of its velocity that it keeps; default 0")
        @DecimalMin(value = "0", message = MOMENTUM)
        @DecimalMax(value = "0.999", message = MOMENTUM)
        @Nullable Double momentum,
    @Schema(description = "of sgd: whether it looks ahead; needs a momentum; default false")
        @Nullable Boolean nesterov) {

  private static final String RATE = "must be between 1.0E-6 and 10, was ${validatedValue}";
  private static final String DECAY = "must be between 0 and 1, was ${validatedValue}";
  private static final String MOMENTUM = "must be between 0 and 0.999, was ${validatedValue}";

  private static final OptimizerRequest NOTHING =
      new OptimizerRequest(null, null, null, null, null);

  /** What was given over the usual; momenta are usual for the optimizer that has them only. */
  static OptimizerRequest filled(@Nullable OptimizerRequest given, OptimizerSpec usual) {
    OptimizerRequest asked = given == null ? NOTHING : given;
    String name = asked.name == null ? usual.name() : asked.name;
    boolean same = name.equals(usual.name());
    return new OptimizerRequest(
        name,
        asked.learningRate == null ? usual.learningRate() : asked.learningRate,
        asked.weightDecay == null ? usual.weightDecay() : asked.weightDecay,
        asked.momentum == null && same ? usual.momentum() : asked.momentum,
        asked.nesterov == null && same ? usual.nesterov() : asked.nesterov);
  }

  /** Of a request whose defaults are filled in. */
  @SuppressWarnings("NullAway")
  OptimizerSpec spec() {
    return new OptimizerSpec(name, learningRate, weightDecay, momentum, nesterov);
  }
}
