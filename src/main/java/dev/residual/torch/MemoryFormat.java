package dev.residual.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;

/** The order in which the values of a tensor (n, channels, h, w) are stored in memory. */
enum MemoryFormat {
  /** The width changes fastest, and the channels change slowest except for n. */
  CONTIGUOUS {
    @Override
    NDArray copy(NDArray tensor) {
      return tensor;
    }

    @Override
    NDArray inMemoryOrder(NDArray tensor) {
      return tensor;
    }
  },
  /**
   * The channels change fastest, which suits bf16 convolutions best. If one operand has this order,
   * a convolution and the operations after it use it too.
   */
  CHANNELS_LAST {
    @Override
    NDArray copy(NDArray tensor) {
      if (tensor.getShape().dimension() != IMAGE) {
        return tensor;
      }
      Shape shape = tensor.getShape();
      // The values are copied explicitly. With one channel or one pixel, flattening copies nothing,
      // and a tensor that DJL made of a Java array may use memory that is freed with the array.
      try (NDArray transposed = tensor.transpose(0, 2, 3, 1);
          NDArray flat = transposed.flatten();
          NDArray copied = flat.duplicate();
          NDArray image = copied.reshape(shape.get(0), shape.get(2), shape.get(3), shape.get(1))) {
        return image.transpose(0, 3, 1, 2);
      }
    }

    @Override
    NDArray inMemoryOrder(NDArray tensor) {
      return tensor.getShape().dimension() == IMAGE ? tensor.transpose(0, 2, 3, 1) : tensor;
    }
  };

  private static final int IMAGE = 4;

  /** Returns the fastest format that gives correct results for a precision. */
  static MemoryFormat of(Precision precision) {
    return precision == Precision.BF16 ? CHANNELS_LAST : CONTIGUOUS;
  }

  /** Returns a copy of the tensor in this order, or the tensor itself if no copy is needed. */
  abstract NDArray copy(NDArray tensor);

  /** Returns a view, whose last dimension changes fastest, of a tensor in this order. */
  abstract NDArray inMemoryOrder(NDArray tensor);
}
