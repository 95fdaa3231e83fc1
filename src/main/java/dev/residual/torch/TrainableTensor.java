package dev.residual.torch;

import ai.djl.ndarray.NDArray;
import org.jspecify.annotations.Nullable;

/**
 * A parameter that an optimizer changes.
 *
 * @param name its torchvision name
 * @param values its fp32 values, in any shape
 * @param gradient its gradient in the same shape, which each backward pass overwrites; null if a
 *     {@link GradientTape} adds to a gradient that libtorch keeps
 * @param decays whether weight decay applies to it, which it does not to norms and biases
 */
public record TrainableTensor(
    String name, NDArray values, @Nullable NDArray gradient, boolean decays) {

  /** Returns a parameter whose gradient a tape computes. */
  public static TrainableTensor taped(String name, NDArray values) {
    return new TrainableTensor(name, values, null, values.getShape().dimension() > 1);
  }
}
