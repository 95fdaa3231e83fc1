package dev.residual.web;

import io.swagger.v3.oas.annotations.Hidden;
import java.util.Collection;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.ConversionNotSupportedException;
import org.springframework.beans.TypeMismatchException;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.multipart.MultipartFile;

/** Parameters that are not of their type. */
@Hidden // each operation documents its own errors
@Order(Ordered.HIGHEST_PRECEDENCE) // before what catches all that nobody names
@RestControllerAdvice
class Mismatches {

  @ExceptionHandler
  Problem mismatch(TypeMismatchException e, WebRequest request) {
    String name = String.valueOf(e.getPropertyName());
    if (isFile(e.getValue())) {
      return Problem.refused(name, "must be a value in the query, was a file");
    }
    return e instanceof ConversionNotSupportedException
        ? Unforeseen.problem(request.getDescription(false), e)
        : Problem.refused(
            name,
            "must be %s, was %s"
                .formatted(Expected.of(e.getRequiredType()), Expected.shown(e.getValue())));
  }

  /** Where a part bears a parameter's name Spring takes its file, or the list of its files. */
  private static boolean isFile(@Nullable Object value) {
    return value instanceof MultipartFile
        || (value instanceof Collection<?> files
            && files.stream().anyMatch(MultipartFile.class::isInstance));
  }
}
