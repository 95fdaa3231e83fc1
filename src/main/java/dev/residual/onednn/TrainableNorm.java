package dev.residual.onednn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.residual.torch.TensorMemory;

/**
 * The parameters of a batch norm in training and its statistics, each with one fp32 value for each
 * channel.
 */
final class TrainableNorm {

  private final NDArray scale;
  private final NDArray shift;
  private final NDArray scaleGradient;
  private final NDArray shiftGradient;
  private final NDArray mean;
  private final NDArray variance;
  private final NDArray runningMean;
  private final NDArray runningVariance;
  private final LayerKernels.NormMemory memory;

  TrainableNorm(int channels, NDManager manager, NativeScope owner) {
    Shape shape = new Shape(channels);
    scale = manager.zeros(shape);
    shift = manager.zeros(shape);
    scaleGradient = manager.zeros(shape);
    shiftGradient = manager.zeros(shape);
    mean = manager.zeros(shape);
    variance = manager.zeros(shape);
    runningMean = manager.zeros(shape);
    runningVariance = manager.zeros(shape);
    Descriptor layout = Descriptor.plain(owner, channels);
    memory =
        new LayerKernels.NormMemory(
            memory(scale, layout, owner),
            memory(shift, layout, owner),
            memory(scaleGradient, layout, owner),
            memory(shiftGradient, layout, owner),
            memory(mean, layout, owner),
            memory(variance, layout, owner));
  }

  private static long memory(NDArray array, Descriptor layout, NativeScope owner) {
    return owner.memory(layout, TensorMemory.address(array));
  }

  LayerKernels.NormMemory memory() {
    return memory;
  }

  NDArray scale() {
    return scale;
  }

  NDArray shift() {
    return shift;
  }

  NDArray scaleGradient() {
    return scaleGradient;
  }

  NDArray shiftGradient() {
    return shiftGradient;
  }

  NDArray runningMean() {
    return runningMean;
  }

  NDArray runningVariance() {
    return runningVariance;
  }

  /** Returns the means of the last batch. */
  NDArray mean() {
    return mean;
  }

  /** Returns the variances of the last batch, which are divided by the number of its values. */
  NDArray variance() {
    return variance;
  }
}
