package dev.residual.safetensors;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.nio.ByteBuffer;

/**
 * Gives access to the bytes of a tensor in order. They are little-endian, as is every machine that
 * libtorch is built for. The buffer may be read until this is closed.
 *
 * <p>The engine returns the tensor's own memory if it is on the CPU and contiguous. Otherwise it
 * returns a copy that belongs to the array's manager, so a manager is used here that is closed with
 * this object.
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
