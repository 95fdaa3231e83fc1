package dev.residual.oip;

import io.swagger.v3.oas.annotations.media.Schema;
import java.util.Arrays;
import tools.jackson.databind.annotation.JsonDeserialize;

/** Numbers of a tensor in row-major order. */
@Schema(
    types = "array",
    description =
        "numbers from 0 to 255, flat or nested as the shape; absent if they follow as bytes")
@JsonDeserialize(using = TensorDataDeserializer.class)
interface TensorData {

  /**
   * @param place of the tensor in the request
   * @param shape whose product is no larger than an int
   * @throws Problem (400) if the numbers are not as many, or nested otherwise
   */
  void requireShape(String place, InputTensor.Datatype datatype, long[] shape);

  /**
   * @param datatype that the shape was checked with
   */
  double value(InputTensor.Datatype datatype, int index);

  /** Where a number is in the data, such as {@code [0][3][27]}. */
  String place(int index);

  static long count(long[] shape) {
    return Arrays.stream(shape).reduce(1, Math::multiplyExact);
  }
}
