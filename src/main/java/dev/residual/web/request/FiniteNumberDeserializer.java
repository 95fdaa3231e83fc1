package dev.residual.web.request;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.deser.std.StdDeserializer;

/**
 * Reads a finite {@code double}. By default Jackson reads the string {@code "NaN"} as a number and
 * {@code 1e999} as infinity.
 */
class FiniteNumberDeserializer extends StdDeserializer<Double> {

  FiniteNumberDeserializer(Class<Double> type) {
    super(type);
  }

  @Override
  public @Nullable Double deserialize(JsonParser parser, DeserializationContext context) {
    JsonToken token = parser.currentToken();
    if (token == JsonToken.VALUE_STRING) {
      return (Double)
          context.handleWeirdStringValue(handledType(), parser.getString(), "is not a number");
    }
    if (!token.isNumeric()) {
      return (Double) context.handleUnexpectedToken(context.constructType(handledType()), parser);
    }
    double value = parser.getDoubleValue();
    return Double.isFinite(value)
        ? (Double) value
        : (Double) context.handleWeirdNumberValue(handledType(), value, "is not finite");
  }

  @Override
  public @Nullable Object getNullValue(DeserializationContext context) {
    return handledType() == double.class
        ? context.handleUnexpectedToken(
            context.constructType(handledType()), JsonToken.VALUE_NULL, null, null)
        : null;
  }
}
