package dev.residual.predict;

import java.util.List;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.deser.std.StdDeserializer;

/** Reads an image from a string, or from a list of lists of numbers. */
class JsonImageDeserializer extends StdDeserializer<JsonImage> {

  JsonImageDeserializer() {
    super(JsonImage.class);
  }

  @Override
  public JsonImage deserialize(JsonParser parser, DeserializationContext context) {
    if (parser.currentToken() == JsonToken.VALUE_STRING) {
      return new JsonImage(null, parser.getString());
    }
    if (parser.currentToken() == JsonToken.START_ARRAY) {
      return new JsonImage(context.readValue(parser, double[][].class), null);
    }
    return (JsonImage) context.handleUnexpectedToken(context.constructType(List.class), parser);
  }
}
