package dev.residual.oip;

import dev.residual.web.Problem;
import java.util.Arrays;
import java.util.Locale;

/**
 * The data of a tensor that was sent as JSON.
 *
 * @param nesting the lengths of the nested lists, outermost first
 */
record JsonTensorData(double[] values, long[] nesting) implements TensorData {

  @Override
  public void requireShape(String place, InputTensor.Datatype datatype, long[] shape) {
    long count = TensorData.count(shape);
    boolean flat = nesting.length == 1;
    if (flat && values.length != count) {
      throw Problem.refused(
          place + ".data",
          String.format(
              Locale.ROOT,
              "must have %d numbers to match the shape, had %d",
              count,
              values.length));
    }
    if (!flat && !Arrays.equals(nesting, shape)) {
      throw Problem.refused(
          place + ".data",
          String.format(
              Locale.ROOT,
              "must be flat, or nested like the shape %s; was nested like %s",
              Arrays.toString(shape),
              Arrays.toString(nesting)));
    }
  }

  @Override
  public double value(InputTensor.Datatype datatype, int index) {
    return values[index];
  }

  @Override
  public String place(int index) {
    StringBuilder place = new StringBuilder();
    long rest = index;
    for (int i = nesting.length - 1; i >= 0; i--) {
      place.insert(0, "[" + rest % nesting[i] + "]");
      rest /= nesting[i];
    }
    return place.toString();
  }
}
