package dev.residual.web;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.converter.HttpMessageNotReadableException;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonToken;
import tools.jackson.core.exc.InputCoercionException;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.exc.UnexpectedEndOfInputException;
import tools.jackson.databind.exc.InvalidFormatException;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.exc.PropertyBindingException;
import tools.jackson.databind.exc.ValueInstantiationException;

/** Says what is wrong with a body that could not be read, in words of JSON. */
final class UnreadableJson {

  private static final Pattern DUPLICATE = Pattern.compile("Duplicate Object property \"(.*?)\".*");
  private static final Pattern COERCED =
      Pattern.compile("Cannot coerce String value \\(\"(.*)\"\\) to .*", Pattern.DOTALL);
  private static final String OUR_PACKAGES = "dev.residual.";

  private UnreadableJson() {}

  static Problem explain(HttpMessageNotReadableException e) {
    if (e.contains(BodyLimit.TooLongException.class)) {
      return BodyLimit.problem();
    }
    if (e.getCause() instanceof JacksonException json) {
      return explain(json);
    }
    return e.getCause() == null
        ? Problem.of(HttpStatus.BAD_REQUEST, "no-body", "A body is required")
        : Problem.of(HttpStatus.BAD_REQUEST, "malformed-body", "The body could not be read");
  }

  private static Problem explain(JacksonException e) {
    if (e instanceof PropertyBindingException unknown) {
      return field(e, "is not a known field; known are " + known(unknown));
    }
    if (e instanceof InvalidFormatException format) {
      return field(e, mismatch(format.getTargetType(), Expected.shown(format.getValue())));
    }
    if (e instanceof MismatchedInputException mismatch) {
      return mismatch.getOriginalMessage().startsWith("Trailing token")
          ? malformed("something follows after its end", e)
          : field(e, mismatch(target(mismatch), found(mismatch)));
    }
    if (e instanceof InputCoercionException number) {
      return field(e, "is too large for " + Expected.of(number.getTargetType()));
    }
    if (e instanceof ValueInstantiationException ours) {
      return field(e, refusal(ours));
    }
    if (e instanceof StreamConstraintsException) {
      return malformed("it is nested too deeply or has too long a number or name", e);
    }
    Matcher duplicate = DUPLICATE.matcher(e.getOriginalMessage());
    if (duplicate.lookingAt()) {
      return malformed("%s is there twice".formatted(Expected.shown(duplicate.group(1))), e);
    }
    return malformed(
        e instanceof UnexpectedEndOfInputException ? "it ends too early" : "reading stopped", e);
  }

  private static Problem malformed(String reason, JacksonException e) {
    var place = e.getLocation();
    String where =
        place == null
            ? ""
            : " at line %d, column %d".formatted(place.getLineNr(), place.getColumnNr());
    return Problem.of(
        HttpStatus.BAD_REQUEST,
        "malformed-json",
        "The body is not JSON as we read it: " + reason + where);
  }

  private static String known(PropertyBindingException e) {
    return e.getKnownPropertyIds().stream().map(String::valueOf).collect(Collectors.joining(", "));
  }

  private static String mismatch(@Nullable Class<?> type, @Nullable String found) {
    String expected = "must be " + Expected.of(type);
    return found == null ? expected : expected + ", was " + found;
  }

  /** Of a number in an array Jackson names the array; what it must be is the array's element. */
  private static @Nullable Class<?> target(MismatchedInputException e) {
    List<JacksonException.Reference> path = e.getPath();
    Object holder = path.isEmpty() ? null : path.get(path.size() - 1).from();
    Class<?> element = holder == null ? null : holder.getClass().getComponentType();
    return element != null && element.isPrimitive() ? element : e.getTargetType();
  }

  private static @Nullable String found(MismatchedInputException e) {
    // The one place where Jackson tells the value by its message only.
    Matcher coerced = COERCED.matcher(e.getOriginalMessage());
    if (coerced.matches()) {
      return Expected.shown(coerced.group(1));
    }
    JsonToken token = e.getCurrentToken();
    return token == null ? null : found(token);
  }

  private static @Nullable String found(JsonToken token) {
    return switch (token) {
      case START_OBJECT, END_OBJECT, PROPERTY_NAME -> "an object";
      case START_ARRAY, END_ARRAY -> "a list";
      case VALUE_NULL -> "null";
      case VALUE_STRING -> "a string";
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> "a number";
      case VALUE_TRUE -> "true";
      case VALUE_FALSE -> "false";
      default -> null;
    };
  }

  /** A check of the type itself speaks to the client; what else was thrown stays inside. */
  private static String refusal(ValueInstantiationException e) {
    Throwable cause = e.getCause();
    boolean ours =
        cause instanceof IllegalArgumentException
            && cause.getMessage() != null
            && cause.getStackTrace().length > 0
            && cause.getStackTrace()[0].getClassName().startsWith(OUR_PACKAGES);
    return ours ? "is refused: " + cause.getMessage() : "is not what it must be";
  }

  private static Problem field(JacksonException e, String message) {
    String path = path(e.getPath());
    return Problem.refused(path.isEmpty() ? "body" : path, message);
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
