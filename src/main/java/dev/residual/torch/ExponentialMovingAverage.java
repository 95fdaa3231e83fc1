package dev.residual.torch;

import ai.djl.ndarray.NDArray;
import java.util.List;

/** Keeps an exponential moving average of each weight. */
public final class ExponentialMovingAverage implements AutoCloseable {

  private final TensorList averages;
  private final TensorList weights;
  private final UpdateKernels kernels;

  /**
   * Creates an average of some weights.
   *
   * @param averages tensors of the same shapes as {@code weights}, both in the memory format of
   *     {@code mode}
   */
  public ExponentialMovingAverage(List<NDArray> averages, List<NDArray> weights, ComputeMode mode) {
    this.averages = TensorList.of(averages, mode.format());
    this.weights = TensorList.of(weights, mode.format());
    kernels = mode.kernels();
  }

  /** Moves each average towards its weight by the fraction {@code share}, 0 to 1. */
  public void lerp(double share) {
    kernels.lerp(averages, weights, share);
  }

  /** Closes the views of the tensors. The tensors themselves belong to their managers. */
  @Override
  public void close() {
    averages.close();
    weights.close();
  }
}
