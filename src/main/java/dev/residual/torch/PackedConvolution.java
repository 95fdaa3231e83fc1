package dev.residual.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.sun.jna.Memory;
import com.sun.jna.Native;

/**
 * A convolution that is only used, not trained, on a device that has {@link
 * Acceleration#PACKED_CONVOLUTIONS}. Square in kernel, stride and padding.
 */
public final class PackedConvolution implements AutoCloseable {

  private final PackedKernels kernels;
  private final PackedKernels.Geometry geometry;
  private final NDArray weight;
  private final NDArray bias;
  private final Memory biasHandle = new Memory(Native.POINTER_SIZE);

  /**
   * @param weight (out, in, kernel, kernel), fp32; stays the caller's
   * @param bias (out), fp32; likewise
   * @param input shape for which it is to be quick, (n, in, h, w); others are computed as well
   * @param precision of weight, inputs and outputs
   * @param owner of what is packed, until this is closed
   */
  public PackedConvolution(
      NDArray weight,
      NDArray bias,
      int stride,
      int padding,
      Shape input,
      Precision precision,
      NDManager owner) {
    kernels = PackedKernels.find().orElseThrow();
    geometry = PackedKernels.Geometry.of(stride, padding);
    this.weight = kernels.packed(weight, geometry, input, precision, owner);
    this.bias = kernels.in(precision, bias, owner);
    biasHandle.setPointer(0, PackedKernels.handle(this.bias));
  }

  /** A tensor in a precision, perhaps one that shares its memory; owned by its manager. */
  public static NDArray in(Precision precision, NDArray tensor) {
    return PackedKernels.find().orElseThrow().in(precision, tensor, tensor.getManager());
  }

  /** convolution(x) + bias; owned by the manager of {@code x}. */
  public NDArray apply(NDArray x) {
    return kernels.convolve(x, weight, biasHandle, geometry, false);
  }

  /** relu(convolution(x) + bias); owned by the manager of {@code x}. */
  public NDArray applyWithRelu(NDArray x) {
    return kernels.convolve(x, weight, biasHandle, geometry, true);
  }

  /**
   * relu(convolution(x) + bias + other); owned by the manager of {@code x}.
   *
   * @param other what a packed convolution, or a pool of one, gave; of the result's shape, which
   *     takes its place
   */
  public NDArray applyAndAdd(NDArray x, NDArray other) {
    return kernels.convolveAndAdd(x, weight, biasHandle, geometry, other);
  }

  @Override
  public void close() {
    weight.close();
    bias.close();
    biasHandle.close();
    geometry.close();
  }
}
