package dev.residual.torch;

import ai.djl.ndarray.NDArray;
import java.util.List;

/** Averages that follow weights from some way behind. */
public final class ExponentialMovingAverage implements AutoCloseable {

  private final TensorList averages;
  private final TensorList weights;
  private final UpdateKernels kernels;

  /**
   * @param averages of the same shapes as {@code weights}, both laid out as {@code mode} wants them
   */
  public ExponentialMovingAverage(List<NDArray> averages, List<NDArray> weights, ComputeMode mode) {
    this.averages = TensorList.of(averages, mode.format());
    this.weights = TensorList.of(weights, mode.format());
    kernels = mode.kernels();
  }

  /** Moves each average towards its weight by {@code share} of the way, 0 to 1. */
  public void lerp(double share) {
    kernels.lerp(averages, weights, share);
  }

  /** Closes what it looks at its tensors through; the tensors are their managers'. */
  @Override
  public void close() {
    averages.close();
    weights.close();
  }
}
