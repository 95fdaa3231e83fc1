package dev.residual.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import dev.residual.torch.ParameterGroup.AdamRule;
import dev.residual.torch.ParameterGroup.SgdRule;
import org.jspecify.annotations.Nullable;

/** Update kernels made of single DJL operations, which work on any engine. */
class ReferenceKernels implements UpdateKernels {

  private static final NDIndex ALL = new NDIndex("...");

  @Override
  public void adam(
      TensorList weights,
      TensorList gradients,
      TensorList means,
      TensorList variances,
      NDArray steps,
      AdamRule rule,
      @Nullable NDArray divisor) {
    double step = steps.getFloat();
    double rate = rule.learningRate() / (1 - Math.pow(rule.beta1(), step));
    double correction = Math.sqrt(1 - Math.pow(rule.beta2(), step));
    for (int i = 0; i < weights.size(); i++) {
      NDArray weight = weights.tensors().get(i);
      NDArray gradient = gradients.tensors().get(i);
      NDArray mean = means.tensors().get(i);
      NDArray variance = variances.tensors().get(i);

      prepare(gradient, weight, rule.decoupled() ? 0 : rule.weightDecay(), divisor);
      if (rule.decoupled()) {
        weight.muli(1 - rule.learningRate() * rule.weightDecay());
      }
      mean.muli(rule.beta1());
      add(mean, gradient, 1 - rule.beta1());
      try (NDArray square = gradient.square()) {
        variance.muli(rule.beta2());
        add(variance, square, 1 - rule.beta2());
      }
      try (NDArray root = variance.sqrt();
          NDArray change = mean.mul(rate)) {
        root.divi(correction).addi(rule.epsilon());
        weight.subi(change.divi(root));
      }
    }
  }

  @Override
  public void sgd(
      TensorList weights,
      TensorList gradients,
      TensorList velocities,
      SgdRule rule,
      @Nullable NDArray divisor) {
    for (int i = 0; i < weights.size(); i++) {
      NDArray weight = weights.tensors().get(i);
      NDArray gradient = gradients.tensors().get(i);
      NDArray velocity = velocities.tensors().get(i);

      prepare(gradient, weight, rule.weightDecay(), divisor);
      velocity.muli(rule.momentum()).addi(gradient);
      if (rule.nesterov()) {
        add(gradient, velocity, rule.momentum());
        add(weight, gradient, -rule.learningRate());
      } else {
        add(weight, velocity, -rule.learningRate());
      }
    }
  }

  @Override
  public void lerp(TensorList averages, TensorList weights, double share) {
    for (int i = 0; i < averages.size(); i++) {
      NDArray average = averages.tensors().get(i);
      try (NDArray difference = weights.tensors().get(i).sub(average)) {
        average.addi(difference.muli(share));
      }
    }
  }

  @Override
  public void zero(TensorList tensors) {
    tensors.tensors().forEach(tensor -> tensor.set(ALL, 0));
  }

  private static void prepare(
      NDArray gradient, NDArray weight, double weightDecay, @Nullable NDArray divisor) {
    if (divisor != null) {
      gradient.divi(divisor);
    }
    if (weightDecay != 0) {
      add(gradient, weight, weightDecay);
    }
  }

  private static void add(NDArray target, NDArray term, double factor) {
    try (NDArray scaled = term.mul(factor)) {
      target.addi(scaled);
    }
  }
}
