package dev.residual.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Weights that are updated by one rule, with the one or two moments that the rule keeps for each
 * weight.
 */
public final class ParameterGroup implements AutoCloseable {

  /**
   * The update rule of Adam (Kingma and Ba, 2014, algorithm 1) or AdamW (Loshchilov and Hutter,
   * 2017, algorithm 2), as PyTorch defines them.
   *
   * @param weightDecay factor; this share of the weight is added to the gradient or, if {@code
   *     decoupled}, is multiplied by the learning rate and subtracted from the weight itself
   */
  public record AdamRule(
      double learningRate,
      double beta1,
      double beta2,
      double epsilon,
      double weightDecay,
      boolean decoupled) {}

  /**
   * The update rule of stochastic gradient descent, as PyTorch defines it. The new velocity is
   * {@code momentum} times the velocity plus the gradient, and the learning rate times the velocity
   * is subtracted from the weight. With {@code nesterov}, the gradient plus {@code momentum} times
   * the velocity takes the place of the velocity (Sutskever et al., 2013).
   *
   * @param weightDecay factor of the weight that is added to the gradient
   */
  public record SgdRule(
      double learningRate, double momentum, boolean nesterov, double weightDecay) {}

  private final List<TrainableTensor> weights;
  private final List<NDArray> first;
  private final List<NDArray> second;
  private final NDArray steps;
  private final TensorList weightList;
  private final TensorList firstList;
  private final TensorList secondList;
  private final ComputeMode mode;

  /**
   * The gradients, in the order of the weights; null before the first step. libtorch adds to a
   * gradient in place, so they are the same tensors in each step.
   */
  private @Nullable List<NDArray> gradients;

  private @Nullable TensorList gradientList;

  /** The gradients to which a tape adds. */
  private @Nullable TensorList taped;

  /**
   * Creates a group whose moments are zero.
   *
   * @param weights parameters in the memory format of {@code mode}
   * @param moments 2 for Adam, 1 for SGD
   * @param manager owner of the moments
   */
  public ParameterGroup(
      List<TrainableTensor> weights, int moments, ComputeMode mode, NDManager manager) {
    this.weights = List.copyOf(weights);
    this.mode = mode;
    List<NDArray> values = weights.stream().map(TrainableTensor::values).toList();
    first = zeros(manager);
    second = moments == 2 ? zeros(manager) : List.of();
    steps = manager.create(0f);
    weightList = TensorList.of(values, mode.format());
    firstList = TensorList.of(first, mode.format());
    secondList = TensorList.of(second, mode.format());
  }

  private List<NDArray> zeros(NDManager manager) {
    return weights.stream()
        .map(weight -> mode.toMemoryFormat(manager.zeros(weight.values().getShape())))
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
    NDList norms = new NDList(gradients().stream().map(NDArray::norm).toList());
    double sum = 0;
    // Reading a value waits for a GPU, so all are read together.
    try (norms;
        NDArray all = NDArrays.stack(norms)) {
      for (float norm : all.toFloatArray()) {
        sum += (double) norm * norm;
      }
    }
    return sum;
  }

  private List<NDArray> gradients() {
    if (gradients == null) {
      gradients = weights.stream().map(ParameterGroup::gradient).toList();
    }
    return gradients;
  }

  private List<NDArray> tapedGradients() {
    List<NDArray> taped = new ArrayList<>();
    for (int i = 0; i < weights.size(); i++) {
      if (weights.get(i).gradient() == null) {
        taped.add(gradients().get(i));
      }
    }
    return taped;
  }

  /** Returns the gradient itself. DJL would return zeros for a weight that has none yet. */
  private static NDArray gradient(TrainableTensor weight) {
    NDArray gradient =
        weight.gradient() == null
            ? JniUtils.getGradient((PtNDArray) weight.values())
            : weight.gradient();
    if (gradient == null) {
      throw new IllegalStateException("The weight " + weight.name() + " has no gradient");
    }
    return gradient;
  }

  /**
   * Makes one step of Adam and sets the gradients of a tape to zero.
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
   * Makes one step of SGD and sets the gradients of a tape to zero.
   *
   * @param divisor number by which the gradients are divided, a scalar, or null for 1
   */
  public void update(SgdRule rule, @Nullable NDArray divisor) {
    withGradients(gradients -> mode.kernels().sgd(weightList, gradients, firstList, rule, divisor));
  }

  private void withGradients(Consumer<TensorList> update) {
    if (gradientList == null) {
      gradientList = TensorList.of(gradients(), mode.format());
      taped = TensorList.of(tapedGradients(), mode.format());
    }
    update.accept(gradientList);
    // libtorch's fused function ends the process for an empty list.
    if (taped != null && taped.size() > 0) {
      mode.kernels().zero(taped);
    }
  }

  /** Closes the views of the tensors. Weights and moments belong to their managers. */
  @Override
  public void close() {
    weightList.close();
    firstList.close();
    secondList.close();
    if (gradientList != null) {
      gradientList.close();
    }
    if (taped != null) {
      taped.close();
    }
    if (gradients != null) {
      tapedGradients().forEach(NDArray::close);
    }
  }
}
