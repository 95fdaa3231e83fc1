package dev.residual.oip;

import dev.residual.web.Problem;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads the parameters of requests, inputs and outputs. Known are those of the binary data
 * extension, which Triton's clients send in each request, and the scale of an input. Hints that
 * clients of other servers send are ignored, because the answer is right without them. Others are
 * refused, because a client could not tell that they were ignored.
 */
final class Parameters {

  /** The parameter of an input or output that gives the length of its data after the JSON. */
  static final String SIZE = "binary_data_size";

  /** The parameter of a requested output that tells whether it is sent as bytes. */
  static final String BINARY = "binary_data";

  /** The parameter of a request that is the default of {@link #BINARY} for all outputs. */
  static final String ALL_BINARY = "binary_data_output";

  /** The parameter of an input that gives the value of white: 255, or 1. */
  static final String SCALE = "scale";

  private static final int BYTE = 255;

  /**
   * Hints of Triton about scheduling, and of MLServer about how a tensor was encoded. Sequences are
   * for models that remember earlier requests, which none does here.
   */
  private static final Set<String> IGNORED =
      Set.of(
          "priority",
          "timeout",
          "sequence_id",
          "sequence_start",
          "sequence_end",
          "content_type",
          "headers");

  private Parameters() {}

  /**
   * Returns the value of a boolean parameter.
   *
   * @param place of the object that has the parameters; empty for the request
   * @param known the only parameter that the object may have
   * @param otherwise the value if the parameter is absent
   * @throws Problem (400) if there are others, or if it is neither true nor false
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
   * Returns the {@link #SIZE} of an object's data in bytes, if given.
   *
   * @param place of the object that has the parameters
   * @throws Problem (400) if there are others, or if it is not a size
   */
  static OptionalLong size(String place, @Nullable Map<String, Object> parameters) {
    requireOnly(place, parameters, SIZE, SCALE);
    if (parameters == null || !parameters.containsKey(SIZE)) {
      return OptionalLong.empty();
    }
    Object size = parameters.get(SIZE);
    if ((size instanceof Integer || size instanceof Long) && ((Number) size).longValue() >= 0) {
      return OptionalLong.of(((Number) size).longValue());
    }
    throw Problem.refused(named(place, SIZE), "must be a whole number of bytes");
  }

  /**
   * Returns the value that means white in an input's data, 255 by default.
   *
   * @param place of the input
   * @throws Problem (400) if it is neither 255 nor 1
   */
  static int white(String place, @Nullable Map<String, Object> parameters) {
    Object scale = parameters == null ? null : parameters.get(SCALE);
    if (scale == null) {
      return BYTE;
    }
    if (scale instanceof Number number
        && (number.doubleValue() == 1 || number.doubleValue() == BYTE)) {
      return number.intValue();
    }
    throw Problem.refused(named(place, SCALE), "must be 255 or 1");
  }

  private static void requireOnly(
      String place, @Nullable Map<String, Object> parameters, String... known) {
    if (parameters == null) {
      return;
    }
    List<String> names = List.of(known);
    for (String name : parameters.keySet()) {
      if (!names.contains(name) && !IGNORED.contains(name)) {
        throw Problem.refused(
            named(place, name),
            "is not a known parameter; known "
                + (names.size() == 1 ? "is " : "are ")
                + String.join(", ", names));
      }
    }
  }

  private static String named(String place, String name) {
    return (place.isEmpty() ? "" : place + ".") + "parameters." + name;
  }
}
