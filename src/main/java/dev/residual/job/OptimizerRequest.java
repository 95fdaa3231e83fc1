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
            description = "default the recipe's; article: adam",
            allowableValues = {"adam", "adamw", "sgd"},
            example = "adam")
        @Pattern(
            regexp = "adam|adamw|sgd",
            message = "must be adam, adamw or sgd, was ${validatedValue}")
        @Nullable String name,
    @Schema(
            description =
                "the highest of the schedule; default the recipe's (article: 0.001), or for another "
                    + "optimizer 0.001, with sgd 0.1")
        @DecimalMin(value = "1.0E-6", message = RATE)
        @DecimalMax(value = "10", message = RATE)
        @Nullable Double learningRate,
    @Schema(
            description =
                "times the weight it is added to the gradient, or with adamw, times the learning "
                    + "rate too, taken from the weight; spares norms and biases; article: 0")
        @DecimalMin(value = "0", message = DECAY)
        @DecimalMax(value = "1", message = DECAY)
        @Nullable Double weightDecay,
    @Schema(
            description =
                "of sgd: the share of its velocity that it keeps; 0 unless the recipe says so")
        @DecimalMin(value = "0", message = MOMENTUM)
        @DecimalMax(value = "0.999", message = MOMENTUM)
        @Nullable Double momentum,
    @Schema(
            description =
                "of sgd: whether it looks ahead; needs a momentum; false unless the recipe says so")
        @Nullable Boolean nesterov) {

  private static final String RATE = "must be between 1.0E-6 and 10, was ${validatedValue}";
  private static final String DECAY = "must be between 0 and 1, was ${validatedValue}";
  private static final String MOMENTUM = "must be between 0 and 0.999, was ${validatedValue}";

  private static final OptimizerRequest NOTHING =
      new OptimizerRequest(null, null, null, null, null);

  /** What was given over the recipe's own, or over the usual of another optimizer. */
  static OptimizerRequest filled(@Nullable OptimizerRequest given, OptimizerSpec own) {
    OptimizerRequest asked = given == null ? NOTHING : given;
    String name = asked.name == null ? own.name() : asked.name;
    OptimizerSpec usual = name.equals(own.name()) ? own : OptimizerSpec.usual(name);
    Double momentum = asked.momentum == null ? usual.momentum() : asked.momentum;
    boolean still = momentum == null || momentum == 0;
    return new OptimizerRequest(
        name,
        asked.learningRate == null ? usual.learningRate() : asked.learningRate,
        asked.weightDecay == null ? usual.weightDecay() : asked.weightDecay,
        momentum,
        asked.nesterov == null && usual.nesterov() != null
            ? (Boolean) (usual.nesterov() && !still)
            : asked.nesterov);
  }

  /** Of a request whose defaults are filled in. */
  @SuppressWarnings("NullAway")
  OptimizerSpec spec() {
    return new OptimizerSpec(name, learningRate, weightDecay, momentum, nesterov);
  }
}
