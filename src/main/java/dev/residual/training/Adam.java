package dev.residual.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Parameter;
import java.util.List;

/**
 * Adam (Kingma and Ba, 2014, algorithm 1) with beta 0.9 and 0.999 and epsilon 1e-8, as PyTorch
 * defines it. The weight decay is added to the gradient.
 */
final class Adam {

  private static final double BETA1 = 0.9;
  private static final double BETA2 = 0.999;
  private static final double EPSILON = 1e-8;
  private static final float NO_CLIP = -1;

  private record Moments(NDArray weight, NDArray mean, NDArray variance) {}

  private final List<Moments> moments;
  private final OptimizerSpec spec;
  private int steps;

  /**
   * @param manager owner of the moments' memory, twice that of the weights
   */
  Adam(OptimizerSpec spec, List<Parameter> parameters, NDManager manager) {
    this.spec = spec;
    moments =
        parameters.stream()
            .filter(Parameter::requiresGradient)
            .map(Parameter::getArray)
            .map(
                weight ->
                    new Moments(
                        weight, manager.zeros(weight.getShape()), manager.zeros(weight.getShape())))
            .toList();
  }

  double learningRate() {
    return spec.learningRate();
  }

  /** Changes the weights by their gradients, which are zero afterwards. */
  void step() {
    steps++;
    // DJL takes both bias corrections in the rate; epsilon then needs the second one as well.
    double correction1 = 1 - Math.pow(BETA1, steps);
    double correction2 = Math.sqrt(1 - Math.pow(BETA2, steps));
    double rate = spec.learningRate() * correction2 / correction1;
    double epsilon = EPSILON * correction2;
    moments.forEach(each -> update(each, (float) rate, (float) epsilon));
  }

  private void update(Moments each, float rate, float epsilon) {
    NDArray weight = each.weight();
    try (NDArray gradient = weight.getGradient()) {
      weight
          .getNDArrayInternal()
          .adamUpdate(
              new NDList(weight, gradient, each.mean(), each.variance()),
              new NDList(weight),
              (float) spec.learningRate(),
              rate,
              (float) spec.weightDecay(),
              1,
              NO_CLIP,
              (float) BETA1,
              (float) BETA2,
              epsilon,
              false,
              false);
    }
  }
}
