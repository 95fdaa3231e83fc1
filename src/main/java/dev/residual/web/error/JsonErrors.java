package dev.residual.web.error;

import dev.residual.web.InvalidValueException;
import dev.residual.web.JsonParameter;
import dev.residual.web.Problem;
import dev.residual.web.RefusedBodyException;
import dev.residual.web.TypeDescriptions;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.converter.HttpMessageNotReadableException;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.InputCoercionException;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.exc.UnexpectedEndOfInputException;
import tools.jackson.databind.exc.InvalidFormatException;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.exc.PropertyBindingException;
import tools.jackson.databind.exc.ValueInstantiationException;

/** Explains in terms of JSON why a body or a parameter could not be read. */
final class JsonErrors {

  private static final String BODY = "body";

  // Jackson has no exception types for these two, and no field for the value of the third.
  private static final String TRAILING = "Trailing token";
  private static final String DUPLICATE = "Duplicate Object property";
  private static final Pattern COERCED =
      Pattern.compile("Cannot coerce String value \\(\"(.*)\"\\) to .*", Pattern.DOTALL);

  private JsonErrors() {}

  /** What is read, whose name comes before those of its fields if it is a parameter. */
  private record Source(String name) {

    boolean isBody() {
      return name.equals(BODY);
    }

    /** Returns the path of a field from here, which is empty for what is read itself. */
    String field(String path) {
      if (path.isEmpty()) {
        return name;
      }
      return isBody() ? path : name + (path.startsWith("[") ? "" : ".") + path;
    }
  }

  static Problem explain(JsonParameter.UnreadableException e) {
    return explain(e.reason(), new Source(e.parameter()));
  }

  static Problem explain(HttpMessageNotReadableException e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof RefusedBodyException refused) {
        return refused.problem();
      }
    }
    if (e.getCause() instanceof JacksonException json) {
      return explain(json, new Source(BODY));
    }
    return e.getCause() == null
        ? Problem.of(HttpStatus.BAD_REQUEST, "no-body", "A body is required.")
        : Problem.of(HttpStatus.BAD_REQUEST, "malformed-body", "The body could not be read.");
  }

  /** More special types come first: an invalid format is a mismatched input, too. */
  private static Problem explain(JacksonException e, Source source) {
    if (e instanceof PropertyBindingException unknown) {
      return field(e, source, "is not a known field; known are " + known(unknown));
    }
    if (e instanceof InvalidFormatException format) {
      return field(
          e, source, mismatch(format.getTargetType(), TypeDescriptions.shown(format.getValue())));
    }
    if (e instanceof MismatchedInputException mismatch) {
      return isAbout(TRAILING, e)
          ? malformed("something follows after its end", e, source)
          : field(e, source, mismatch(target(mismatch), found(mismatch)));
    }
    if (e instanceof InputCoercionException number) {
      return field(e, source, "is too large for " + TypeDescriptions.of(number.getTargetType()));
    }
    if (e instanceof ValueInstantiationException) {
      return field(
          e,
          source,
          e.getCause() instanceof InvalidValueException refused
              ? "is refused: " + refused.getMessage()
              : "is invalid");
    }
    return malformed(reason(e), e, source);
  }

  private static String reason(JacksonException e) {
    if (e instanceof StreamConstraintsException) {
      return "it is nested too deeply or has a number or name that is too long";
    }
    if (e instanceof UnexpectedEndOfInputException) {
      return "it ends too early";
    }
    return isAbout(DUPLICATE, e) && e.processor() instanceof JsonParser parser
        ? String.format(
            Locale.ROOT,
            "%s is there twice",
            TypeDescriptions.shown(parser.streamReadContext().currentName()))
        : "it could not be parsed";
  }

  private static boolean isAbout(String error, JacksonException e) {
    return e.getOriginalMessage().startsWith(error);
  }

  private static Problem malformed(String reason, JacksonException e, Source source) {
    if (!source.isBody()) {
      return Problem.refused(source.name(), "is not valid JSON: " + reason);
    }
    TokenStreamLocation place = e.getLocation();
    String where =
        place == null
            ? ""
            : String.format(
                Locale.ROOT, " at line %d, column %d", place.getLineNr(), place.getColumnNr());
    return Problem.of(
        HttpStatus.BAD_REQUEST,
        "malformed-json",
        String.format(Locale.ROOT, "The body is not valid JSON: %s%s.", reason, where));
  }

  private static String known(PropertyBindingException e) {
    return e.getKnownPropertyIds().stream().map(String::valueOf).collect(Collectors.joining(", "));
  }

  private static String mismatch(@Nullable Class<?> type, @Nullable String found) {
    String expected = "must be " + TypeDescriptions.of(type);
    return found == null ? expected : expected + ", was " + found;
  }

  /**
   * Returns the type that the value must have. For a number in an array Jackson names the type of
   * the array, while the client needs the type of its elements.
   */
  private static @Nullable Class<?> target(MismatchedInputException e) {
    List<JacksonException.Reference> path = e.getPath();
    Object holder = path.isEmpty() ? null : path.get(path.size() - 1).from();
    Class<?> element = holder == null ? null : holder.getClass().getComponentType();
    return element != null && element.isPrimitive() ? element : e.getTargetType();
  }

  private static @Nullable String found(MismatchedInputException e) {
    Matcher coerced = COERCED.matcher(e.getOriginalMessage());
    if (coerced.matches()) {
      return TypeDescriptions.shown(coerced.group(1));
    }
    JsonToken token = e.getCurrentToken();
    return token == null ? null : found(token);
  }

  private static @Nullable String found(JsonToken token) {
    return switch (token) {
      case START_OBJECT, PROPERTY_NAME -> "an object";
      case START_ARRAY -> "a list";
      case VALUE_NULL -> "null";
      case VALUE_STRING -> "a string";
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> "a number";
      case VALUE_TRUE -> "true";
      case VALUE_FALSE -> "false";
      default -> null; // an end: the token is that of a whole object, which was read before
    };
  }

  private static Problem field(JacksonException e, Source source, String message) {
    return Problem.refused(source.field(path(e.getPath())), message);
  }

  private static String path(List<JacksonException.Reference> references) {
    StringBuilder path = new StringBuilder();
    for (JacksonException.Reference reference : references) {
      if (reference.getPropertyName() == null) {
        path.append('[').append(reference.getIndex()).append(']');
      } else {
        path.append(path.isEmpty() ? "" : ".").append(reference.getPropertyName());
      }
    }
    return path.toString();
  }
}
