package dev.residual.inference;

import dev.residual.web.Problem;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.Arrays;
import tools.jackson.databind.annotation.JsonDeserialize;

/**
 * Numbers of a tensor in row-major order.
 *
 * @param nesting lengths of the lists that they were written in, outermost first
 */
@SuppressWarnings("ArrayRecordComponent") // read once, never compared
@Schema(type = "array", description = "numbers from 0 to 255, flat or nested as the shape")
@JsonDeserialize(using = TensorDataReader.class)
record TensorData(double[] values, long[] nesting) {

  /**
   * @param shape whose product is no larger than an int
   * @throws Problem (400) if the numbers are not nested so, nor flat and as many
   */
  void requireShape(String place, long[] shape) {
    long count = Arrays.stream(shape).reduce(1, Math::multiplyExact);
    boolean flat = nesting.length == 1;
    if (flat && values.length != count) {
      throw Problem.refused(
          place, "must have %d numbers as the shape says, had %d".formatted(count, values.length));
    }
    if (!flat && !Arrays.equals(nesting, shape)) {
      throw Problem.refused(
          place,
          "must be flat, or nested as %s, which is the shape; was nested as %s"
              .formatted(Arrays.toString(shape), Arrays.toString(nesting)));
    }
  }

  /** Where a number was written, such as {@code [0][3][27]}. */
  String place(int index) {
    StringBuilder place = new StringBuilder();
    long rest = index;
    for (int i = nesting.length - 1; i >= 0; i--) {
      place.insert(0, "[" + rest % nesting[i] + "]");
      rest /= nesting[i];
    }
    return place.toString();
  }
}
