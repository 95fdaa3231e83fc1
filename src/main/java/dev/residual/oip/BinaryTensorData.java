package dev.residual.oip;

import dev.residual.web.Problem;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Locale;

/**
 * The data of a tensor that was sent as bytes after the JSON.
 *
 * @param bytes little-endian, without gaps
 */
record BinaryTensorData(ByteBuffer bytes) implements TensorData {

  static BinaryTensorData of(byte[] bytes) {
    return new BinaryTensorData(ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN));
  }

  @Override
  public void requireShape(String place, InputTensor.Datatype datatype, long[] shape) {
    long length = TensorData.count(shape) * datatype.bytes();
    if (bytes.limit() != length) {
      throw Problem.refused(
          String.format(Locale.ROOT, "%s.parameters.%s", place, Parameters.SIZE),
          String.format(
              Locale.ROOT,
              "must be %d to match shape and datatype, was %d",
              length,
              bytes.limit()));
    }
  }

  @Override
  public double value(InputTensor.Datatype datatype, int index) {
    int at = index * datatype.bytes();
    return switch (datatype) {
      case UINT8 -> bytes.get(at) & 0xff;
      case FP32 -> bytes.getFloat(at);
    };
  }

  @Override
  public String place(int index) {
    return "[" + index + "]";
  }
}
