package dev.residual.recipe;

import com.fasterxml.jackson.annotation.JsonClassDescription;
import com.fasterxml.jackson.annotation.JsonValue;
import jakarta.validation.valueextraction.ExtractedValue;
import jakarta.validation.valueextraction.UnwrapByDefault;
import jakarta.validation.valueextraction.ValueExtractor;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.annotation.JsonDeserialize;
import tools.jackson.databind.deser.std.StdDeserializer;
import tools.jackson.databind.exc.MismatchedInputException;

/**
 * The images on which epochs are evaluated: the validation images of the data set, or a number of
 * training images that are held out.
 *
 * @param heldOut number of training images that are held out; null for the validation images of the
 *     data set
 */
@JsonClassDescription("a whole number or \"given\"")
@JsonDeserialize(using = ValidationSize.Deserializer.class)
public record ValidationSize(@Nullable Integer heldOut) {

  /** The text that stands for the validation images of the data set. */
  public static final String GIVEN_TEXT = "given";

  /** Evaluates on the validation images of the data set. */
  public static final ValidationSize GIVEN = new ValidationSize(null);

  /** Returns whether the validation images of the data set are used. */
  boolean isGiven() {
    return heldOut == null;
  }

  /** Returns this size as it is in JSON: a number or a text. */
  @JsonValue
  public Object toJson() {
    return Objects.requireNonNullElse(heldOut, GIVEN_TEXT);
  }

  /** Lets constraints of numbers, such as ranges, check the number. */
  @UnwrapByDefault
  public static final class Extractor
      implements ValueExtractor<@ExtractedValue(type = Integer.class) ValidationSize> {

    @Override
    public void extractValues(ValidationSize size, ValueReceiver receiver) {
      receiver.value(null, size.heldOut());
    }
  }

  /** Reads a whole number or the text. */
  static final class Deserializer extends StdDeserializer<ValidationSize> {

    Deserializer() {
      super(ValidationSize.class);
    }

    @Override
    public @Nullable ValidationSize deserialize(JsonParser parser, DeserializationContext context) {
      if (parser.currentToken() == JsonToken.VALUE_NUMBER_INT) {
        return new ValidationSize(parser.getIntValue());
      }
      if (parser.currentToken() != JsonToken.VALUE_STRING) {
        throw MismatchedInputException.from(parser, ValidationSize.class, "is of another type");
      }
      String text = parser.getString();
      return text.equals(GIVEN_TEXT)
          ? GIVEN
          : (ValidationSize)
              context.handleWeirdStringValue(handledType(), text, "is neither a number nor given");
    }
  }
}
