package dev.residual.inference;

import dev.residual.web.Problem;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Numbers that followed the JSON as bytes.
 *
 * @param bytes little-endian, without gaps
 */
record BinaryData(ByteBuffer bytes) implements TensorData {

  static BinaryData of(byte[] bytes) {
    return new BinaryData(ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN));
  }

  @Override
  public void requireShape(String place, ImageTensor.Datatype datatype, long[] shape) {
    long length = TensorData.count(shape) * datatype.bytes();
    if (bytes.limit() != length) {
      throw Problem.refused(
          "%s.parameters.%s".formatted(place, OipParameters.SIZE),
          "must be %d as shape and datatype say, was %d".formatted(length, bytes.limit()));
    }
  }

  @Override
  public double value(ImageTensor.Datatype datatype, int index) {
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
