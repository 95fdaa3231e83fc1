package dev.residual.training;

/**
 * How gradients change weights.
 *
 * @param name {@code adam}
 * @param learningRate 1e-6 to 10, a step
 * @param weightDecay 0 to 1; times the weight it is added to the gradient
 */
public record OptimizerSpec(String name, double learningRate, double weightDecay) {

  public static final double MIN_LEARNING_RATE = 1e-6;
  public static final double MAX_LEARNING_RATE = 10;
  public static final double MAX_WEIGHT_DECAY = 1;

  public OptimizerSpec {
    if (!name.equals("adam")) {
      throw new ImpossibleRecipeException("optimizer.name", "must be adam, was " + name);
    }
    Range.require("optimizer.learningRate", learningRate, MIN_LEARNING_RATE, MAX_LEARNING_RATE);
    Range.require("optimizer.weightDecay", weightDecay, 0, MAX_WEIGHT_DECAY);
  }
}
