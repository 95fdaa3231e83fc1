package dev.residual.recipe;

import dev.residual.pipeline.DecimalRange;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Says how gradients change the weights. Weight decay does not apply to norms and biases.
 *
 * @param name {@code adam}, {@code adamw} or {@code sgd}
 * @param learningRate the highest rate of the schedule
 * @param weightDecay factor d: d times the weight is added to the gradient; with {@code adamw}, d
 *     times the learning rate times the weight is subtracted from the weight instead
 * @param momentum share of the velocity that {@code sgd} keeps in each step; null for the others
 * @param nesterov whether {@code sgd} uses Nesterov's momentum; null for the others
 */
@Schema(name = "Optimizer")
public record OptimizerSpec(
    @Schema(example = "adam") @OneOf({ADAM, ADAMW, SGD}) String name,
    @Schema(
            description =
                "highest rate of the schedule; default the recipe's, or with another optimizer "
                    + "than the recipe's: 0.1 for sgd, else 0.001")
        @DecimalRange(min = "1.0E-6", max = "10")
        double learningRate,
    @Schema(
            description =
                "factor d: d times the weight is added to the gradient; with adamw, d times the "
                    + "learning rate times the weight is subtracted from the weight instead; norms "
                    + "and biases do not decay")
        @DecimalRange(min = "0", max = "1")
        double weightDecay,
    @Schema(description = "with sgd only: share of the velocity that is kept in each step")
        @DecimalRange(min = "0", max = "0.999")
        @Nullable Double momentum,
    @Schema(
            description =
                "with sgd only: whether to use Nesterov's momentum; needs a momentum above 0")
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

  /** Returns the defaults of an optimizer other than the recipe's. */
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
          field,
          String.format(
              Locale.ROOT, "goes with sgd only, was %s with %s; leave it out", value, name));
    }
  }
}
