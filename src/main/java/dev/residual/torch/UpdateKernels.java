package dev.residual.torch;

import ai.djl.ndarray.NDArray;
import dev.residual.torch.ParameterGroup.AdamRule;
import dev.residual.torch.ParameterGroup.SgdRule;
import org.jspecify.annotations.Nullable;

/** Updates many weights in place at once. All lists of one call have the same shapes. */
interface UpdateKernels {

  /**
   * Makes one step of Adam or AdamW.
   *
   * @param steps number of steps including this one, an fp32 scalar on the device of the weights
   * @param divisor number by which the gradients are divided, an fp32 scalar, or null for 1. The
   *     gradients may be divided in place.
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
   * Makes one step of SGD.
   *
   * @param velocities velocities of the weights, which are zero before the first step
   * @param divisor as for {@link #adam}
   */
  void sgd(
      TensorList weights,
      TensorList gradients,
      TensorList velocities,
      SgdRule rule,
      @Nullable NDArray divisor);

  /** Moves each average towards its weight by the fraction {@code share}, 0 to 1. */
  void lerp(TensorList averages, TensorList weights, double share);

  /** Sets all values to zero. */
  void zero(TensorList tensors);
}
