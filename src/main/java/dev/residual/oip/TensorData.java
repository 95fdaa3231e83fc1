package dev.residual.oip;

import io.swagger.v3.oas.annotations.media.Schema;
import java.util.Arrays;
import tools.jackson.databind.annotation.JsonDeserialize;

/** The numbers of a tensor in row-major order. */
@Schema(
    types = "array",
    description =
        "numbers from 0 to 255, flat or nested like the shape; absent if they follow as bytes")
@JsonDeserialize(using = TensorDataDeserializer.class)
interface TensorData {

  /**
   * Checks the data against the shape of its tensor.
   *
   * @param place of the tensor in the request
   * @param shape whose product fits into an int
   * @throws Problem (400) if the count of the numbers or their nesting differs from the shape
   */
  void requireShape(String place, InputTensor.Datatype datatype, long[] shape);

  /**
   * Returns a number.
   *
   * @param datatype that the shape was checked with
   * @param index in row-major order
   */
  double value(InputTensor.Datatype datatype, int index);

  /** Returns the position of a number in the data, such as {@code [0][3][27]}. */
  String place(int index);

  /** Returns the count of numbers that a shape has. */
  static long count(long[] shape) {
    return Arrays.stream(shape).reduce(1, Math::multiplyExact);
  }
}
