package dev.residual.safetensors;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.nio.ByteBuffer;

/**
 * A tensor's numbers in order, little-endian, as is every machine that libtorch is built for. They
 * may be read until this is closed.
 *
 * <p>The engine hands out a tensor's own memory if it is on the CPU and in order; if not, a copy
 * that stays with the manager of the array that was asked, here one that ends with this.
 */
public final class TensorBytes implements AutoCloseable {

  private final NDManager copies;
  private final ByteBuffer buffer;

  public TensorBytes(NDArray tensor) {
    copies = NDManager.subManagerOf(tensor);
    NDArray view = tensor.reshape(tensor.getShape());
    view.attach(copies);
    buffer = view.toByteBuffer(true);
  }

  public ByteBuffer buffer() {
    return buffer;
  }

  @Override
  public void close() {
    copies.close();
  }
}
