package dev.residual.web;

import jakarta.validation.ConstraintViolation;
import java.util.regex.Pattern;

/** Names the fields that Bean Validation finds invalid as clients know them. */
public final class ValidatedField {

  /** What it appends for a value in a map or a list, such as {@code .<map value>}. */
  private static final Pattern CONTAINER_ELEMENT = Pattern.compile("\\.<[a-z ]+>");

  private ValidatedField() {}

  /** Returns the path of the invalid field, such as {@code labels[team]}. */
  public static String name(ConstraintViolation<?> violation) {
    return CONTAINER_ELEMENT.matcher(violation.getPropertyPath().toString()).replaceAll("");
  }
}
