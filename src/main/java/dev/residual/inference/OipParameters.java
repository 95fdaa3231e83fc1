package dev.residual.inference;

import dev.residual.web.Problem;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What clients may wish beyond the protocol. Triton's ask in each request how the data is to be
 * sent; it is always JSON here. What else is wished is refused rather than dropped.
 */
final class OipParameters {

  private OipParameters() {}

  /**
   * @param place of the object that has the parameters; empty for the request
   * @throws Problem (400) if there are any
   */
  static void requireNone(String place, @Nullable Map<String, Object> parameters) {
    require(place, parameters, null);
  }

  /**
   * @param place of the object that has the parameters; empty for the request
   * @param binary the parameter that may say {@code false}
   * @throws Problem (400) if there are others, or it says something else
   */
  static void requireJson(String place, @Nullable Map<String, Object> parameters, String binary) {
    require(place, parameters, binary);
  }

  private static void require(
      String place, @Nullable Map<String, Object> parameters, @Nullable String binary) {
    if (parameters == null) {
      return;
    }
    String prefix = (place.isEmpty() ? "" : place + ".") + "parameters.";
    parameters.forEach(
        (name, value) -> {
          if (!name.equals(binary)) {
            throw Problem.refused(
                prefix + name,
                "is not a known parameter; "
                    + (binary == null ? "none is known here" : "known is " + binary));
          }
          if (!Boolean.FALSE.equals(value)) {
            throw Problem.refused(prefix + name, "must be false: data is sent as JSON only");
          }
        });
  }
}
