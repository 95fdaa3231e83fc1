package dev.residual.web.error;

import dev.residual.web.FieldError;
import dev.residual.web.TypeDescriptions;
import dev.residual.web.ValidatedField;
import jakarta.validation.ConstraintViolation;
import jakarta.validation.ConstraintViolationException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.util.StringUtils;
import org.springframework.validation.Errors;
import org.springframework.validation.method.ParameterErrors;
import org.springframework.validation.method.ParameterValidationResult;
import org.springframework.web.bind.MethodArgumentNotValidException;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.method.annotation.HandlerMethodValidationException;

/** Converts violations of Bean Validation to field errors, in the order of the fields' names. */
final class ValidationErrors {

  private ValidationErrors() {}

  static List<FieldError> of(MethodArgumentNotValidException e) {
    return sorted(fields(e.getBindingResult()));
  }

  static List<FieldError> of(HandlerMethodValidationException e) {
    List<FieldError> errors = new ArrayList<>();
    for (ParameterValidationResult result : e.getParameterValidationResults()) {
      if (result instanceof ParameterErrors body) {
        errors.addAll(fields(body));
      } else {
        String name = name(result.getMethodParameter());
        result
            .getResolvableErrors()
            .forEach(
                error -> errors.add(error(name, error.getDefaultMessage(), result.getArgument())));
      }
    }
    return sorted(errors);
  }

  static List<FieldError> of(ConstraintViolationException e) {
    return sorted(
        e.getConstraintViolations().stream()
            .map(
                violation ->
                    error(path(violation), violation.getMessage(), violation.getInvalidValue()))
            .toList());
  }

  private static List<FieldError> fields(Errors errors) {
    List<FieldError> found = new ArrayList<>();
    errors.getFieldErrors().forEach(error -> found.add(field(errors, error)));
    errors
        .getGlobalErrors()
        .forEach(error -> found.add(error("body", error.getDefaultMessage(), null)));
    return found;
  }

  private static FieldError field(Errors errors, org.springframework.validation.FieldError error) {
    Object found = error.getRejectedValue();
    if (error.isBindingFailure()) {
      if (TypeMismatchAdvice.isFile(found)) {
        return new FieldError(error.getField(), TypeMismatchAdvice.FILE);
      }
      // Spring's own message names the exception, and not what is allowed.
      String expected = TypeDescriptions.of(errors.getFieldType(error.getField()));
      return error(error.getField(), "must be " + expected, found);
    }
    return error(error.getField(), error.getDefaultMessage(), found);
  }

  /** Adds the value that was found, unless the message has it already or it is not a scalar. */
  private static FieldError error(String field, @Nullable String message, @Nullable Object found) {
    String text = message == null ? "is invalid" : message;
    boolean scalar = found instanceof Number || found instanceof CharSequence;
    return new FieldError(
        field,
        scalar && !text.contains(", was ")
            ? text + ", was " + TypeDescriptions.shown(found)
            : text);
  }

  private static String path(ConstraintViolation<?> violation) {
    return ValidatedField.name(violation);
  }

  /** Returns the name that clients know, which an annotation may have set. */
  private static String name(MethodParameter parameter) {
    RequestParam param = parameter.getParameterAnnotation(RequestParam.class);
    PathVariable variable = parameter.getParameterAnnotation(PathVariable.class);
    RequestHeader header = parameter.getParameterAnnotation(RequestHeader.class);
    String given =
        param != null
            ? param.name()
            : variable != null ? variable.name() : header != null ? header.name() : "";
    return StringUtils.hasText(given) ? given : String.valueOf(parameter.getParameterName());
  }

  private static List<FieldError> sorted(Collection<FieldError> errors) {
    return errors.stream()
        .distinct()
        .sorted(Comparator.comparing(FieldError::field).thenComparing(FieldError::message))
        .toList();
  }
}
