package dev.residual.torch;

import ai.djl.ndarray.NDArray;
import org.jspecify.annotations.Nullable;

/**
 * What changes weights in place, many tensors at a time; lists of one call have the same shapes.
 */
interface UpdateKernels {

  /**
   * @param steps made with these moments, this one counted; an fp32 scalar beside the weights
   * @param divisor of the gradients, an fp32 scalar; null for 1. The gradients may change by it
   */
  void adam(
      TensorList weights,
      TensorList gradients,
      TensorList means,
      TensorList variances,
      NDArray steps,
      AdamRule rule,
      @Nullable NDArray divisor);

  /**
   * @param velocities zeros before the first step
   * @param divisor as for {@link #adam}
   */
  void sgd(
      TensorList weights,
      TensorList gradients,
      TensorList velocities,
      SgdRule rule,
      @Nullable NDArray divisor);

  /** Moves each average towards its weight by {@code share} of the way, 0 to 1. */
  void lerp(TensorList averages, TensorList weights, double share);
}
