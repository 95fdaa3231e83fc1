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
 * @param kind how the images are chosen
 * @param heldOut number of training images that are held out; null for the other kinds
 */
@JsonClassDescription("a whole number, \"given\" or \"auto\"")
@JsonDeserialize(using = ValidationSize.Deserializer.class)
public record ValidationSize(Kind kind, @Nullable Integer heldOut) {

  /** How the images are chosen. */
  public enum Kind {
    /** A number of training images is held out. */
    HELD_OUT,
    /** The validation images of the data set. */
    GIVEN,
    /** The validation images of the data set or, if it has none, a tenth of the training images. */
    AUTO
  }

  /** The text that stands for the validation images of the data set. */
  public static final String GIVEN_TEXT = "given";

  /** The text that stands for {@link Kind#AUTO}. */
  public static final String AUTO_TEXT = "auto";

  /** Evaluates on the validation images of the data set. */
  public static final ValidationSize GIVEN = new ValidationSize(Kind.GIVEN, null);

  /** Evaluates on the validation images of the data set, or holds out a tenth of the others. */
  public static final ValidationSize AUTO = new ValidationSize(Kind.AUTO, null);

  private static final int AUTO_DIVISOR = 10;

  /** Holds out a number of training images. */
  public ValidationSize(Integer heldOut) {
    this(Kind.HELD_OUT, heldOut);
  }

  /** Returns whether the validation images of the data set are used. */
  boolean isGiven() {
    return kind == Kind.GIVEN;
  }

  /**
   * Returns the size for a data set, which is not {@link Kind#AUTO}.
   *
   * @param train number of training images of the data set that may be used
   * @param validation number of its validation images
   */
  public ValidationSize resolved(int train, int validation) {
    if (kind != Kind.AUTO) {
      return this;
    }
    return validation > 0 ? GIVEN : new ValidationSize(heldOutOf(train));
  }

  /** Returns a tenth of the images, rounded up. */
  private static int heldOutOf(int train) {
    return (train + AUTO_DIVISOR - 1) / AUTO_DIVISOR;
  }

  /** Returns this size as it is in JSON: a number or a text. */
  @JsonValue
  public Object toJson() {
    return switch (kind) {
      case HELD_OUT -> Objects.requireNonNull(heldOut);
      case GIVEN -> GIVEN_TEXT;
      case AUTO -> AUTO_TEXT;
    };
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

  /** Reads a whole number or a text. */
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
      return switch (text) {
        case GIVEN_TEXT -> GIVEN;
        case AUTO_TEXT -> AUTO;
        default ->
            (ValidationSize)
                context.handleWeirdStringValue(
                    handledType(), text, "is neither a number nor given nor auto");
      };
    }
  }
}
