package dev.residual.pipeline;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The values of a batch before they are a tensor, in memory that the next batch uses again. One
 * thread may fill it and another one take the tensor, one after the other.
 */
public final class BatchBuffer {

  private ByteBuffer bytes = ByteBuffer.allocateDirect(0);
  private Shape shape = new Shape(0);
  private DataType type = DataType.FLOAT32;

  /** Returns the memory for the values of a tensor of this shape and type. */
  ByteBuffer prepare(Shape shape, DataType type) {
    int length = Math.toIntExact(Math.multiplyExact(shape.size(), type.getNumOfBytes()));
    if (bytes.capacity() < length) {
      bytes = ByteBuffer.allocateDirect(length).order(ByteOrder.nativeOrder());
    }
    this.shape = shape;
    this.type = type;
    return bytes.clear().limit(length);
  }

  /** Returns the values as a tensor, which is a copy. */
  public NDArray toTensor(NDManager manager) {
    NDArray tensor = manager.create(bytes.rewind(), shape, type);
    if (tensor.getDevice().isGpu()) {
      return tensor;
    }
    // On a CPU the engine uses a buffer's memory in place, but only for as long as Java keeps the
    // buffer. A view, or a tensor kept for the backward pass, could outlive it.
    try (tensor) {
      return tensor.duplicate();
    }
  }
}
