package dev.residual.oip;

import dev.residual.web.Problem;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * What clients may wish beyond the protocol: that data is sent as bytes, which Triton's ask for in
 * each request. What else is wished is refused rather than dropped.
 */
final class Parameters {

  /** Of an input or an output: how many bytes behind the JSON are its data. */
  static final String SIZE = "binary_data_size";

  /** Of a wanted output: whether it is to come as bytes. */
  static final String BINARY = "binary_data";

  /** Of a request: whether the outputs are to come as bytes that do not say themselves. */
  static final String ALL_BINARY = "binary_data_output";

  private Parameters() {}

  /**
   * @param place of the object that has the parameters; empty for the request
   * @param known the one that it may have
   * @param otherwise if it has none
   * @throws Problem (400) if there are others, or it is neither true nor false
   */
  static boolean flag(
      String place, @Nullable Map<String, Object> parameters, String known, boolean otherwise) {
    requireOnly(place, parameters, known);
    if (parameters == null || !parameters.containsKey(known)) {
      return otherwise;
    }
    if (parameters.get(known) instanceof Boolean flag) {
      return flag;
    }
    throw Problem.refused(named(place, known), "must be true or false");
  }

  /**
   * @param place of the object that has the parameters
   * @return its {@link #SIZE}
   * @throws Problem (400) if there are others, or it is no size
   */
  static OptionalLong size(String place, @Nullable Map<String, Object> parameters) {
    requireOnly(place, parameters, SIZE);
    if (parameters == null || !parameters.containsKey(SIZE)) {
      return OptionalLong.empty();
    }
    Object size = parameters.get(SIZE);
    if ((size instanceof Integer || size instanceof Long) && ((Number) size).longValue() >= 0) {
      return OptionalLong.of(((Number) size).longValue());
    }
    throw Problem.refused(named(place, SIZE), "must be a whole number of bytes");
  }

  private static void requireOnly(
      String place, @Nullable Map<String, Object> parameters, String known) {
    if (parameters == null) {
      return;
    }
    for (String name : parameters.keySet()) {
      if (!name.equals(known)) {
        throw Problem.refused(named(place, name), "is not a known parameter; known is " + known);
      }
    }
  }

  private static String named(String place, String name) {
    return (place.isEmpty() ? "" : place + ".") + "parameters." + name;
  }
}
