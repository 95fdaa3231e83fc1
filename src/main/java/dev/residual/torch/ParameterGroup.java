package dev.residual.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Weights that follow one rule, and the one or two moments that it keeps of each. */
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
   * @param weights laid out as {@code mode} wants them, with gradients
   * @param moments 2 for Adam, 1 for SGD
   * @param manager owner of the moments' memory, each that of the weights
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
    return weights.stream().map(weight -> mode.toMemoryFormat(manager.zeros(weight.getShape()))).toList();
  }

  /** Adam's means, SGD's velocities: one of each weight's shape; zeros at first. */
  public List<NDArray> first() {
    return first;
  }

  /** Adam's variances: one of each weight's shape, zeros at first; none with one moment. */
  public List<NDArray> second() {
    return second;
  }

  /** Tells it that its moments are those after so many steps. */
  public void madeSteps(long count) {
    steps.muli(0).addi(count);
  }

  /** The square of the gradients' Euclidean norm. */
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
   * One step of Adam by the gradients, which are zero afterwards.
   *
   * @param divisor of the gradients, a scalar; null for 1
   */
  public void update(AdamRule rule, @Nullable NDArray divisor) {
    steps.addi(1);
    withGradients(
        gradients ->
            mode.kernels()
                .adam(weightList, gradients, firstList, secondList, steps, rule, divisor));
  }

  /**
   * One step of SGD by the gradients, which are zero afterwards.
   *
   * @param divisor of the gradients, a scalar; null for 1
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

  /** Closes what it looks at its tensors through; the tensors are their managers'. */
  @Override
  public void close() {
    weightList.close();
    firstList.close();
    secondList.close();
  }
}
