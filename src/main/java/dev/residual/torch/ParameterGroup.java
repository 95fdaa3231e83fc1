package dev.residual.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Weights that are updated by one rule, with the one or two moments that the rule keeps for each
 * weight.
 */
public final class ParameterGroup implements AutoCloseable {

  private final List<NDArray> weights;
  private final List<NDArray> first;
  private final List<NDArray> second;
  private final NDArray steps;
  private final TensorList weightList;
  private final TensorList firstList;
  private final TensorList secondList;
  private final ComputeMode mode;

  /**
   * Creates a group whose moments are zero.
   *
   * @param weights tensors with gradients, in the memory format of {@code mode}
   * @param moments 2 for Adam, 1 for SGD
   * @param manager owner of the moments
   */
  public ParameterGroup(List<NDArray> weights, int moments, ComputeMode mode, NDManager manager) {
    this.weights = List.copyOf(weights);
    this.mode = mode;
    first = zeros(manager);
    second = moments == 2 ? zeros(manager) : List.of();
    steps = manager.create(0f);
    weightList = TensorList.of(weights, mode.format());
    firstList = TensorList.of(first, mode.format());
    secondList = TensorList.of(second, mode.format());
  }

  private List<NDArray> zeros(NDManager manager) {
    return weights.stream()
        .map(weight -> mode.toMemoryFormat(manager.zeros(weight.getShape())))
        .toList();
  }

  /**
   * Returns the means of Adam or the velocities of SGD, one for each weight and of its shape. They
   * are zero at first.
   */
  public List<NDArray> first() {
    return first;
  }

  /**
   * Returns the variances of Adam, one for each weight and of its shape. They are zero at first.
   * With one moment the list is empty.
   */
  public List<NDArray> second() {
    return second;
  }

  /** Sets the number of steps after which the moments have their current values. */
  public void setStepCount(long count) {
    steps.muli(0).addi(count);
  }

  /** Returns the square of the Euclidean norm of the gradients. */
  public double squaredGradientNorm() {
    double sum = 0;
    for (NDArray weight : weights) {
      try (NDArray gradient = weight.getGradient();
          NDArray norm = gradient.norm()) {
        sum += (double) norm.getFloat() * norm.getFloat();
      }
    }
    return sum;
  }

  /**
   * Makes one step of Adam and sets the gradients to zero.
   *
   * @param divisor number by which the gradients are divided, a scalar, or null for 1
   */
  public void update(AdamRule rule, @Nullable NDArray divisor) {
    steps.addi(1);
    withGradients(
        gradients ->
            mode.kernels()
                .adam(weightList, gradients, firstList, secondList, steps, rule, divisor));
  }

  /**
   * Makes one step of SGD and sets the gradients to zero.
   *
   * @param divisor number by which the gradients are divided, a scalar, or null for 1
   */
  public void update(SgdRule rule, @Nullable NDArray divisor) {
    withGradients(gradients -> mode.kernels().sgd(weightList, gradients, firstList, rule, divisor));
  }

  private void withGradients(Consumer<TensorList> update) {
    List<NDArray> gradients = weights.stream().map(NDArray::getGradient).toList();
    try (TensorList list = TensorList.of(gradients, mode.format())) {
      update.accept(list);
    } finally {
      gradients.forEach(NDArray::close);
    }
    weights.forEach(weight -> JniUtils.zeroGrad((PtNDArray) weight));
  }

  /** Closes the views of the tensors. The tensors themselves belong to their managers. */
  @Override
  public void close() {
    weightList.close();
    firstList.close();
    secondList.close();
  }
}
