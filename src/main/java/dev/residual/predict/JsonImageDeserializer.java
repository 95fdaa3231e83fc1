package dev.residual.predict;

import java.util.List;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.util.JsonParserSequence;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.deser.std.StdDeserializer;
import tools.jackson.databind.util.TokenBuffer;

/** Reads an image from a string, or from a list of lists of numbers. */
class JsonImageDeserializer extends StdDeserializer<JsonImage> {

  private static final int COLOR_DEPTH = 3;

  JsonImageDeserializer() {
    super(JsonImage.class);
  }

  @Override
  public JsonImage deserialize(JsonParser parser, DeserializationContext context) {
    if (parser.currentToken() == JsonToken.VALUE_STRING) {
      return new JsonImage(null, null, parser.getString());
    }
    if (parser.currentToken() == JsonToken.START_ARRAY) {
      return numbers(parser, context);
    }
    return (JsonImage) context.handleUnexpectedToken(context.constructType(List.class), parser);
  }

  /** The first pixel tells whether it is gray. */
  private static JsonImage numbers(JsonParser parser, DeserializationContext context) {
    try (TokenBuffer start = context.bufferForInputBuffering(parser)) {
      int depth = 1;
      start.copyCurrentEvent(parser);
      while (depth < COLOR_DEPTH && parser.nextToken() == JsonToken.START_ARRAY) {
        start.copyCurrentEvent(parser);
        depth++;
      }
      boolean color = depth == COLOR_DEPTH;
      if (!color) {
        start.copyCurrentEvent(parser);
      }
      // Not closed, as that would close the parser of the request.
      JsonParser whole =
          JsonParserSequence.createFlattened(false, start.asParser(context, parser), parser);
      whole.nextToken();
      return color
          ? new JsonImage(null, new JsonColors(context.readValue(whole, double[][][].class)), null)
          : new JsonImage(context.readValue(whole, double[][].class), null, null);
    }
  }
}
