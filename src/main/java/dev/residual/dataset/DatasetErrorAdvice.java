package dev.residual.dataset;

import dev.residual.web.Problem;
import io.swagger.v3.oas.annotations.Hidden;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpStatus;
import org.springframework.web.ErrorResponse;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;

/** Maps the exceptions of data sets to problem responses, for all controllers. */
@Hidden // each operation documents its own errors
@Order(Ordered.HIGHEST_PRECEDENCE) // before the handler of all other exceptions
@RestControllerAdvice
class DatasetErrorAdvice {

  @ExceptionHandler
  ErrorResponse unknown(UnknownDatasetException e) {
    return e.isMalformed()
        ? Problem.refused("name", e.reason())
        : Problem.of(HttpStatus.NOT_FOUND, "unknown-dataset", String.valueOf(e.getMessage()));
  }

  @ExceptionHandler
  ErrorResponse notReady(DatasetNotReadyException e) {
    return unprocessable("dataset-not-ready", e);
  }

  @ExceptionHandler
  ErrorResponse unusable(DatasetException e) {
    return unprocessable("dataset-unusable", e);
  }

  private static ErrorResponse unprocessable(String code, RuntimeException e) {
    return Problem.of(HttpStatus.UNPROCESSABLE_CONTENT, code, String.valueOf(e.getMessage()));
  }
}
