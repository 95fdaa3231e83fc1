package dev.residual.oip;

import dev.residual.web.InvalidValueException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.deser.std.StdDeserializer;

/** Reads numbers from a list, or from nested lists that have equal lengths at each depth. */
class TensorDataDeserializer extends StdDeserializer<TensorData> {

  /** No tensor of a model has more dimensions. */
  private static final int MAX_DEPTH = 4;

  TensorDataDeserializer() {
    super(TensorData.class);
  }

  @Override
  public TensorData deserialize(JsonParser parser, DeserializationContext context) {
    if (parser.currentToken() != JsonToken.START_ARRAY) {
      context.handleUnexpectedToken(context.constructType(List.class), parser);
    }
    Reading reading = new Reading(parser, context);
    reading.list(0);
    return new JsonTensorData(
        reading.values.build().toArray(),
        reading.nesting.stream().mapToLong(Integer::longValue).toArray());
  }

  private static final class Reading {

    private static final int UNKNOWN = -1;

    private final JsonParser parser;
    private final DeserializationContext context;
    private final DoubleStream.Builder values = DoubleStream.builder();
    private final List<Integer> nesting = new ArrayList<>();

    Reading(JsonParser parser, DeserializationContext context) {
      this.parser = parser;
      this.context = context;
    }

    void list(int depth) {
      boolean first = nesting.size() == depth;
      if (first) {
        nesting.add(UNKNOWN);
      }
      int length = 0;
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        try {
          element(depth, first && length == 0);
        } catch (JacksonException e) {
          throw e.prependPath(this, length);
        }
        length++;
      }
      requireLength(depth, length);
    }

    /** The first element at a depth decides whether all others there are numbers or lists. */
    private void element(int depth, boolean decides) {
      boolean lists =
          decides
              ? parser.currentToken() == JsonToken.START_ARRAY && depth + 1 < MAX_DEPTH
              : nesting.size() > depth + 1;
      if (lists && parser.currentToken() == JsonToken.START_ARRAY) {
        list(depth + 1);
      } else if (!lists && parser.currentToken().isNumeric()) {
        values.add(parser.getDoubleValue());
      } else {
        Class<?> wanted = lists ? List.class : double.class;
        context.handleUnexpectedToken(context.constructType(wanted), parser);
      }
    }

    private void requireLength(int depth, int length) {
      int before = nesting.get(depth);
      if (before == UNKNOWN) {
        nesting.set(depth, length);
      } else if (before != length) {
        throw context.instantiationException(
            TensorData.class,
            new InvalidValueException(
                String.format(
                    Locale.ROOT,
                    "it has a length of %d, and those before it of %d",
                    length,
                    before)));
      }
    }
  }
}
