package dev.residual.torch;

import ai.djl.ndarray.NDArray;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Says how a device computes a network: the precision, the memory format and the update kernels. In
 * bf16, weights and images are in channels-last format. In fp32 they must not be, because oneDNN
 * then computes some fp32 convolutions wrong.
 */
public final class ComputeMode {

  private static final Set<Acceleration> ONLY_IN_BF16 =
      EnumSet.of(Acceleration.BF16, Acceleration.CHANNELS_LAST, Acceleration.COMPILED_TRAINING);

  private final @Nullable ComputeDevice device;
  private final Precision precision;
  private final ComputeDevice.Kind kind;
  private final MemoryFormat format;
  private final UpdateKernels kernels;
  private final Map<Acceleration, String> without = new EnumMap<>(Acceleration.class);

  /**
   * Creates the mode of a device for a precision.
   *
   * @throws IllegalArgumentException if the device does not support the precision
   */
  public ComputeMode(ComputeDevice device, Precision precision) {
    this(
        device,
        precision,
        device.kind(),
        device.has(Acceleration.CHANNELS_LAST)
            ? MemoryFormat.of(precision)
            : MemoryFormat.CONTIGUOUS,
        device.has(Acceleration.FUSED_UPDATES)
            ? FusedKernels.find().orElseThrow()
            : new ReferenceKernels());
    if (!device.precisions().contains(precision)) {
      throw new IllegalArgumentException(device.name() + " does not support " + precision);
    }
    if (kind == ComputeDevice.Kind.CPU) {
      // The first call disables libtorch's oneDNN if its results are wrong.
      OneDnnCheck.failure();
    }
  }

  ComputeMode(
      Precision precision, ComputeDevice.Kind kind, MemoryFormat format, UpdateKernels kernels) {
    this(null, precision, kind, format, kernels);
  }

  private ComputeMode(
      @Nullable ComputeDevice device,
      Precision precision,
      ComputeDevice.Kind kind,
      MemoryFormat format,
      UpdateKernels kernels) {
    this.device = device;
    this.precision = precision;
    this.kind = kind;
    this.format = format;
    this.kernels = kernels;
  }

  /** Returns whether a processor computes. */
  public boolean isOnCpu() {
    return kind == ComputeDevice.Kind.CPU;
  }

  public Precision precision() {
    return precision;
  }

  /** Returns whether networks are compiled for training. */
  public boolean compilesTraining() {
    return precision == Precision.BF16
        && device != null
        && device.has(Acceleration.COMPILED_TRAINING)
        && !without.containsKey(Acceleration.COMPILED_TRAINING);
  }

  /**
   * Does without an acceleration that does not work for what is computed in this mode. Other
   * computations on the device still use it.
   *
   * @param reason the reason, for {@code GET /devices} and the model
   */
  public void doWithout(Acceleration acceleration, String reason) {
    without.put(acceleration, reason);
    if (device != null) {
      device.noteException(acceleration, reason);
    }
  }

  /**
   * Returns the fp32 mode of the device for what cannot be computed in bf16.
   *
   * @param reason as for {@link #doWithout}
   */
  public ComputeMode inFp32(String reason) {
    ComputeMode exact = new ComputeMode(Objects.requireNonNull(device), Precision.FP32);
    exact.without.putAll(without);
    exact.doWithout(Acceleration.BF16, reason);
    return exact;
  }

  /** Returns for each acceleration of the device {@code on}, or the reason why it is not used. */
  public Map<Acceleration, String> accelerations() {
    Map<Acceleration, String> used = new EnumMap<>(Acceleration.class);
    if (device != null) {
      device.accelerations().keySet().forEach(each -> used.put(each, device.state(each)));
    }
    if (precision == Precision.FP32) {
      ONLY_IN_BF16.forEach(each -> used.replace(each, ComputeDevice.ON, "not used in fp32"));
    }
    used.putAll(without);
    return used;
  }

  MemoryFormat format() {
    return format;
  }

  UpdateKernels kernels() {
    return kernels;
  }

  /**
   * Converts a weight or a batch of images to the memory format of this mode.
   *
   * @param tensor the input, which is closed if another tensor is returned
   * @return a tensor of the same shape and values, possibly the same tensor
   */
  public NDArray toMemoryFormat(NDArray tensor) {
    NDArray converted = format.copy(tensor);
    if (converted != tensor) {
      tensor.close();
    }
    return converted;
  }

  /**
   * Computes a network's outputs.
   *
   * @param network function from images to logits, called on this thread
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
    // A sum with fp32 is fp32. DJL's own conversion would stop the gradients.
    return logits.add(logits.getManager().zeros(logits.getShape()));
  }
}
