package dev.residual.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.nio.ByteBuffer;

/** Gives other native libraries access to the memory of tensors. */
public final class TensorMemory {

  private TensorMemory() {}

  /**
   * Returns the address of the first value of a tensor. It is valid until the tensor is closed.
   *
   * @param tensor an fp32 tensor in the main memory with one dimension, whose values are therefore
   *     next to each other
   */
  public static long address(NDArray tensor) {
    if (tensor.getDataType() != DataType.FLOAT32
        || tensor.getShape().dimension() != 1
        || tensor.getDevice().isGpu()) {
      throw new IllegalArgumentException("A tensor must be fp32, flat and in the main memory");
    }
    ByteBuffer buffer = JniUtils.getByteBuffer((PtNDArray) tensor, true);
    if (!buffer.isDirect()) {
      throw new IllegalStateException("This engine gives no access to the memory of a tensor");
    }
    return Pointer.nativeValue(Native.getDirectBufferPointer(buffer));
  }
}
