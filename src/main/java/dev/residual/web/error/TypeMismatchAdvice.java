package dev.residual.web.error;

import dev.residual.web.Problem;
import dev.residual.web.TypeDescriptions;
import io.swagger.v3.oas.annotations.Hidden;
import java.util.Collection;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.ConversionNotSupportedException;
import org.springframework.beans.TypeMismatchException;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.multipart.MultipartFile;

/** Answers requests with parameters of the wrong type. */
@Hidden // every operation documents its own errors
@Order(Ordered.HIGHEST_PRECEDENCE) // before the advice that handles every exception
@RestControllerAdvice
class TypeMismatchAdvice {

  /** Tells that a part with a parameter's name is a file. */
  static final String FILE = "must be a value in the query, was a file";

  @ExceptionHandler
  Problem mismatch(TypeMismatchException e, WebRequest request) {
    String name = String.valueOf(e.getPropertyName());
    if (isFile(e.getValue())) {
      return Problem.refused(name, FILE);
    }
    return e instanceof ConversionNotSupportedException
        ? InternalErrors.problem(request.getDescription(false), e)
        : Problem.refused(
            name,
            String.format(
                Locale.ROOT,
                "must be %s, was %s",
                TypeDescriptions.of(e.getRequiredType()),
                TypeDescriptions.shown(e.getValue())));
  }

  /** Tells whether Spring took a multipart file, or a list of them, for a parameter's value. */
  static boolean isFile(@Nullable Object value) {
    return value instanceof MultipartFile
        || (value instanceof Collection<?> files
            && files.stream().anyMatch(MultipartFile.class::isInstance));
  }
}
