package dev.residual.web;

import com.fasterxml.jackson.annotation.JsonClassDescription;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Duration;
import java.time.LocalDate;
import java.time.temporal.Temporal;
import java.util.Arrays;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Describes types and values in the terms of JSON and URLs. */
public final class TypeDescriptions {

  private static final int MAX_SHOWN = 100;
  private static final Set<Class<?>> WHOLE =
      Set.of(
          int.class,
          Integer.class,
          long.class,
          Long.class,
          short.class,
          Short.class,
          byte.class,
          Byte.class);

  private TypeDescriptions() {}

  /** Describes what a value of a type must be, such as {@code a whole number}. */
  public static String of(@Nullable Class<?> type) {
    if (type == null) {
      return "something else";
    }
    if (type.isEnum()) {
      return Arrays.stream(type.getEnumConstants())
          .map(constant -> spelled((Enum<?>) constant))
          .collect(Collectors.joining(", ", "one of ", ""));
    }
    if (WHOLE.contains(type)) {
      return "a whole number";
    }
    if (type == double.class || type == float.class || Number.class.isAssignableFrom(type)) {
      return "a number";
    }
    if (type == boolean.class || type == Boolean.class) {
      return "true or false";
    }
    if (type == UUID.class) {
      return "a UUID";
    }
    if (type == String.class) {
      return "a string";
    }
    if (type == LocalDate.class) {
      return "a day such as 2026-01-31";
    }
    if (Temporal.class.isAssignableFrom(type)) {
      return "a time such as 2026-01-31T12:00:00Z";
    }
    if (type == Duration.class) {
      return "a duration such as PT30S";
    }
    JsonClassDescription description = type.getAnnotation(JsonClassDescription.class);
    if (description != null) {
      return description.value();
    }
    if (type == ObjectNode.class) {
      return "an object"; // although its values can be iterated over
    }
    return type.isArray() || Iterable.class.isAssignableFrom(type) ? "a list" : "an object";
  }

  private static String spelled(Enum<?> constant) {
    try {
      JsonProperty name =
          constant.getDeclaringClass().getField(constant.name()).getAnnotation(JsonProperty.class);
      return name == null ? constant.toString() : name.value();
    } catch (NoSuchFieldException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Returns a value as JSON spells it, shortened if it is long. */
  public static String shown(@Nullable Object value) {
    String cut =
        UnicodeText.shortened(KeyMask.of(UnicodeText.wellFormed(String.valueOf(value))), MAX_SHOWN);
    return value instanceof CharSequence ? '"' + cut + '"' : cut;
  }
}
