package dev.residual.training;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How gradients change weights. Weight decay spares norms and biases.
 *
 * @param name {@code adam}, {@code adamw} or {@code sgd}
 * @param learningRate 1e-6 to 10, a step
 * @param weightDecay 0 to 1; times the weight it is added to the gradient, but with {@code adamw}
 *     it takes, times the learning rate, from the weight itself
 * @param momentum 0 to 0.999, the share of its velocity that {@code sgd} keeps; null with the
 *     others
 * @param nesterov whether {@code sgd} looks ahead, which needs a momentum; null with the others
 */
public record OptimizerSpec(
    String name,
    double learningRate,
    double weightDecay,
    @Nullable Double momentum,
    @Nullable Boolean nesterov) {

  public static final double MIN_LEARNING_RATE = 1e-6;
  public static final double MAX_LEARNING_RATE = 10;
  public static final double MAX_WEIGHT_DECAY = 1;
  public static final double MAX_MOMENTUM = 0.999;

  static final String ADAM = "adam";
  static final String ADAMW = "adamw";
  static final String SGD = "sgd";

  private static final List<String> NAMES = List.of(ADAM, ADAMW, SGD);

  public OptimizerSpec {
    if (!NAMES.contains(name)) {
      throw new ImpossibleRecipeException(
          "optimizer.name", "must be one of %s, was %s".formatted(String.join(", ", NAMES), name));
    }
    Range.require("optimizer.learningRate", learningRate, MIN_LEARNING_RATE, MAX_LEARNING_RATE);
    Range.require("optimizer.weightDecay", weightDecay, 0, MAX_WEIGHT_DECAY);
    if (name.equals(SGD)) {
      momentum = momentum == null ? 0 : momentum;
      nesterov = nesterov != null && nesterov;
      Range.require("optimizer.momentum", momentum, 0, MAX_MOMENTUM);
      if (nesterov && momentum == 0) {
        throw new ImpossibleRecipeException(
            "optimizer.nesterov", "needs a momentum above 0, was 0");
      }
    } else {
      requireAbsent("optimizer.momentum", momentum, name);
      requireAbsent("optimizer.nesterov", nesterov, name);
    }
  }

  /** What an optimizer begins with when a recipe that has another one says nothing of it. */
  public static OptimizerSpec usual(String name) {
    return name.equals(SGD)
        ? new OptimizerSpec(SGD, 0.1, 0, 0.0, false)
        : new OptimizerSpec(name, 0.001, 0);
  }

  /** Adam or AdamW. */
  public OptimizerSpec(String name, double learningRate, double weightDecay) {
    this(name, learningRate, weightDecay, null, null);
  }

  private static void requireAbsent(String field, @Nullable Object value, String name) {
    if (value != null) {
      throw new ImpossibleRecipeException(
          field, "goes with sgd only, was %s with %s; leave it out".formatted(value, name));
    }
  }
}
