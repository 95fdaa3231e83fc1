package dev.residual.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;

/** In which order the numbers of an image-shaped tensor (n, channels, h, w) lie in memory. */
enum MemoryFormat {
  /** Width changes fastest, channels slowest but for n. */
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
   * Channels change fastest, which bf16 convolutions are made for. One such operand switches a
   * convolution, and what follows, to this order.
   */
  CHANNELS_LAST {
    @Override
    NDArray copy(NDArray tensor) {
      if (tensor.getShape().dimension() != IMAGE) {
        return tensor;
      }
      Shape shape = tensor.getShape();
      // With one channel, or one pixel, flattening copies nothing; and a tensor that DJL made of a
      // Java array lies in memory that goes with it.
      try (NDArray transposed = tensor.transpose(0, 2, 3, 1);
          NDArray flat = transposed.flatten();
          NDArray own = flat.duplicate();
          NDArray image = own.reshape(shape.get(0), shape.get(2), shape.get(3), shape.get(1))) {
        return image.transpose(0, 3, 1, 2);
      }
    }

    @Override
    NDArray inMemoryOrder(NDArray tensor) {
      return tensor.getShape().dimension() == IMAGE ? tensor.transpose(0, 2, 3, 1) : tensor;
    }
  };

  private static final int IMAGE = 4;

  /** The faster one of those that give right results. */
  static MemoryFormat of(Precision precision) {
    return precision == Precision.BF16 ? CHANNELS_LAST : CONTIGUOUS;
  }

  /** The same tensor in this order; itself if it has no channels. */
  abstract NDArray copy(NDArray tensor);

  /** A view whose last dimension changes fastest, of a tensor in this order. */
  abstract NDArray inMemoryOrder(NDArray tensor);
}
