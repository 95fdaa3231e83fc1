package dev.residual.onednn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.residual.torch.TensorMemory;
import java.util.ArrayList;
import java.util.List;

/**
 * The weights of a convolution in training: the fp32 weights and their gradient in the layout that
 * the gradient's kernel writes, and copies in bf16 for the other kernels.
 */
final class TrainableConvolution {

  /** A copy of the weights in bf16. */
  private record Copy(Descriptor layout, long memory, Step refresh) {}

  private final ConvolutionShape shape;
  private final WeightRegion region;
  private final NativeScope owner;
  private final Descriptor layout;
  private final long[] sizes;
  private final NDArray values;
  private final NDArray gradient;
  private final long memory;
  private final long gradientMemory;
  private final List<Copy> copies = new ArrayList<>();

  /**
   * Allocates the weights and their gradient.
   *
   * @param layout layout of both
   * @param sizes sizes of both, as the kernels see them
   * @param manager owner of both
   * @param owner of the native objects
   */
  TrainableConvolution(
      ConvolutionShape shape,
      WeightRegion region,
      Descriptor layout,
      long[] sizes,
      NDManager manager,
      NativeScope owner) {
    this.shape = shape;
    this.region = region;
    this.layout = layout;
    this.sizes = sizes;
    this.owner = owner;
    Shape flat = new Shape(layout.bytes() / Float.BYTES);
    values = manager.zeros(flat);
    gradient = manager.zeros(flat);
    memory = owner.memory(layout, TensorMemory.address(values));
    gradientMemory = owner.memory(layout, TensorMemory.address(gradient));
  }

  /** Returns the layout of the weights and of their gradient. */
  Descriptor layout() {
    return layout;
  }

  NDArray values() {
    return values;
  }

  NDArray gradient() {
    return gradient;
  }

  long gradientMemory() {
    return gradientMemory;
  }

  /** Returns the memory of a bf16 copy in a layout, which must be refreshed when weights change. */
  long copy(Descriptor wanted) {
    return find(wanted).memory();
  }

  /** Returns the step that refreshes the bf16 copy in a layout. */
  Step refresh(Descriptor wanted) {
    return find(wanted).refresh();
  }

  private Copy find(Descriptor wanted) {
    for (Copy copy : copies) {
      if (copy.layout().is(wanted)) {
        return copy;
      }
    }
    NativeBuffer buffer = owner.own(new NativeBuffer(wanted.bytes()));
    long target = owner.memory(wanted, buffer.address());
    Step refresh = new Primitives(owner).reorder(layout, memory, wanted, target);
    Copy copy = new Copy(wanted, target, refresh);
    copies.add(copy);
    return copy;
  }

  /** Copies weights (out, in, kernel, kernel) to an array in the layout of {@link #values}. */
  void load(NDArray weights, NDArray target) {
    try (NDArray part = region.read(weights);
        NDArray contiguous = part.flatten()) {
      convert(contiguous, target, false);
    }
  }

  /** Copies an array in the layout of {@link #values} to weights (out, in, kernel, kernel). */
  void store(NDArray flat, NDArray weights) {
    try (NDArray contiguous = weights.getManager().zeros(new Shape(shape.weights().size()))) {
      convert(flat, contiguous, true);
      try (NDArray part = contiguous.reshape(shape.weights())) {
        region.write(part, weights);
      }
    }
  }

  private void convert(NDArray from, NDArray to, boolean toPlain) {
    try (NativeScope temporary = new NativeScope()) {
      Descriptor plain = Descriptor.plain(temporary, sizes);
      Descriptor source = toPlain ? layout : plain;
      Descriptor target = toPlain ? plain : layout;
      Primitives primitives = new Primitives(temporary);
      Step step =
          primitives.reorder(
              source,
              temporary.memory(source, TensorMemory.address(from)),
              target,
              temporary.memory(target, TensorMemory.address(to)));
      PreparedCall.runOnce(step, temporary);
    }
  }
}
