package dev.residual.web.error;

import dev.residual.web.Problem;
import io.swagger.v3.oas.annotations.Hidden;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.dao.ConcurrencyFailureException;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;

/** Answers changes that the database refused because of a concurrent one. */
@Hidden // it can happen to any change, and seldom does
@Order(Ordered.HIGHEST_PRECEDENCE) // before the advice that handles every exception
@RestControllerAdvice
class ConflictAdvice {

  private static final Logger log = LoggerFactory.getLogger(ConflictAdvice.class);

  @ExceptionHandler({ConcurrencyFailureException.class, DataIntegrityViolationException.class})
  Problem concurrentModification(RuntimeException e) {
    // Locks should prevent this, so it is worth a look.
    log.warn("The database refused a change", e);
    return Problem.of(
        HttpStatus.CONFLICT,
        "concurrent-modification",
        "Another request changed the same at the same time. Check its state and retry.");
  }
}
