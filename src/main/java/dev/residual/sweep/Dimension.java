package dev.residual.sweep;

import com.fasterxml.jackson.annotation.JsonClassDescription;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.annotation.JsonDeserialize;
import tools.jackson.databind.deser.std.StdDeserializer;

/**
 * The values of one field: a list or a range.
 *
 * @param values null if it is a range
 * @param range null if it is a list
 */
@JsonClassDescription("a list of values, or a range with min and max")
@JsonDeserialize(using = Dimension.Reader.class)
public record Dimension(@Nullable List<JsonNode> values, @Nullable ValueRange range) {

  /** Returns it as it is written in JSON. */
  @JsonValue
  Object json() {
    return values == null ? Objects.requireNonNull(range) : values;
  }

  /** Reads a list or a range. */
  static final class Reader extends StdDeserializer<Dimension> {

    Reader() {
      super(Dimension.class);
    }

    @Override
    public @Nullable Dimension deserialize(JsonParser parser, DeserializationContext context) {
      if (parser.hasToken(JsonToken.START_ARRAY)) {
        JsonNode list = context.readTree(parser);
        return new Dimension(list.valueStream().toList(), null);
      }
      return parser.hasToken(JsonToken.START_OBJECT)
          ? new Dimension(null, context.readValue(parser, ValueRange.class))
          : (Dimension) context.handleUnexpectedToken(getValueType(context), parser);
    }

    /** Refuses null, which would be a field without values. */
    @Override
    public Dimension getNullValue(DeserializationContext context) {
      return context.reportInputMismatch(Dimension.class, "null is neither a list nor a range");
    }
  }
}
