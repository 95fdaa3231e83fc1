package dev.residual.recipe;

import dev.residual.pipeline.Between;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * How gradients change the weights. Weight decay spares norms and biases.
 *
 * @param name {@code adam}, {@code adamw} or {@code sgd}
 * @param learningRate the schedule's highest rate of a step
 * @param weightDecay this times the weight is added to the gradient; with {@code adamw} this times
 *     the learning rate times the weight is subtracted from the weight itself
 * @param momentum share of its velocity that {@code sgd} keeps; null with the others
 * @param nesterov whether {@code sgd} uses Nesterov's momentum; null with the others
 */
@Schema(name = "Optimizer")
public record OptimizerSpec(
    @Schema(example = "adam") @OneOf({ADAM, ADAMW, SGD}) String name,
    @Schema(
            description =
                "the schedule's highest rate; default the recipe's, or for another optimizer than "
                    + "the recipe's 0.001, with sgd 0.1")
        @Between(min = "1.0E-6", max = "10")
        double learningRate,
    @Schema(
            description =
                "this times the weight is added to the gradient; with adamw, this times the "
                    + "learning rate times the weight is subtracted from the weight; norms and "
                    + "biases do not decay")
        @Between(min = "0", max = "1")
        double weightDecay,
    @Schema(description = "with sgd only: share of its velocity that it keeps")
        @Between(min = "0", max = "0.999")
        @Nullable Double momentum,
    @Schema(description = "with sgd only: Nesterov's momentum, which needs a momentum above 0")
        @Nullable Boolean nesterov) {

  static final String ADAM = "adam";
  public static final String ADAMW = "adamw";
  public static final String SGD = "sgd";

  public OptimizerSpec {
    if (SGD.equals(name)) {
      momentum = momentum == null ? 0 : momentum;
      nesterov = nesterov != null && nesterov;
    }
  }

  /** Creates Adam or AdamW. */
  public OptimizerSpec(String name, double learningRate, double weightDecay) {
    this(name, learningRate, weightDecay, null, null);
  }

  /** Returns the defaults of an optimizer that is not the recipe's. */
  static OptimizerSpec defaults(String name) {
    return new OptimizerSpec(name, name.equals(SGD) ? 0.1 : 0.001, 0);
  }

  void requireConsistent() {
    if (!name.equals(SGD)) {
      requireAbsent("optimizer.momentum", momentum);
      requireAbsent("optimizer.nesterov", nesterov);
    } else if (Boolean.TRUE.equals(nesterov) && momentum != null && momentum == 0) {
      throw new InvalidRecipeException("optimizer.nesterov", "needs a momentum above 0, was 0");
    }
  }

  private void requireAbsent(String field, @Nullable Object value) {
    if (value != null) {
      throw new InvalidRecipeException(
          field, "goes with sgd only, was %s with %s; leave it out".formatted(value, name));
    }
  }
}
