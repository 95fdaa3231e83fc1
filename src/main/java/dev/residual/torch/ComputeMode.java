package dev.residual.torch;

import ai.djl.ndarray.NDArray;
import java.util.function.UnaryOperator;

/**
 * How a device computes a network: in which precision, and with which of libtorch's faster ways. In
 * bf16 weights and images lie channels last; in fp32 they must not, because oneDNN then computes
 * some fp32 convolutions wrong.
 */
public final class ComputeMode {

  private final Precision precision;
  private final ComputeDevice.Kind kind;
  private final MemoryFormat format;
  private final UpdateKernels kernels;

  /**
   * @throws IllegalArgumentException if the device does not have the precision
   */
  public ComputeMode(ComputeDevice device, Precision precision) {
    this(
        precision,
        device.kind(),
        device.has(Acceleration.CHANNELS_LAST)
            ? MemoryFormat.of(precision)
            : MemoryFormat.CONTIGUOUS,
        device.has(Acceleration.FUSED_UPDATES)
            ? FusedKernels.find().orElseThrow()
            : new ReferenceKernels());
    if (!device.precisions().contains(precision)) {
      throw new IllegalArgumentException(device.name() + " has no " + precision);
    }
    if (kind == ComputeDevice.Kind.CPU) {
      // Switches oneDNN off where it is wrong, if nobody has asked yet.
      OneDnnCheck.obstacle();
    }
  }

  ComputeMode(
      Precision precision, ComputeDevice.Kind kind, MemoryFormat format, UpdateKernels kernels) {
    this.precision = precision;
    this.kind = kind;
    this.format = format;
    this.kernels = kernels;
  }

  public Precision precision() {
    return precision;
  }

  MemoryFormat format() {
    return format;
  }

  UpdateKernels kernels() {
    return kernels;
  }

  /**
   * A weight or a batch of images as this mode wants it in memory.
   *
   * @param tensor is closed when the answer is another one
   * @return a tensor of the same shape and values, perhaps the same tensor
   */
  public NDArray toMemoryFormat(NDArray tensor) {
    NDArray toMemoryFormat = format.copy(tensor);
    if (toMemoryFormat != tensor) {
      tensor.close();
    }
    return toMemoryFormat;
  }

  /**
   * Computes a network's outputs.
   *
   * @param network from images to logits, on this thread
   * @return logits in fp32, through which gradients flow back
   */
  public NDArray forward(UnaryOperator<NDArray> network, NDArray images) {
    if (precision == Precision.FP32) {
      return network.apply(images);
    }
    NDArray logits;
    try (Autocast autocast = Autocast.bf16(kind)) {
      logits = network.apply(images);
    }
    // A sum with fp32 is fp32; DJL's own conversion would cut the gradient's way back.
    return logits.add(logits.getManager().zeros(logits.getShape()));
  }
}
