package dev.residual.web;

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

/** What it means to whoever asked that the database refused a change because of another one. */
@Hidden // it can happen to each change, and seldom does
@Order(Ordered.HIGHEST_PRECEDENCE) // before what catches all that nobody names
@RestControllerAdvice
class Conflicts {

  private static final Logger log = LoggerFactory.getLogger(Conflicts.class);

  @ExceptionHandler({ConcurrencyFailureException.class, DataIntegrityViolationException.class})
  Problem changedMeanwhile(RuntimeException e) {
    // Whoever changes the same takes a lock first, so this is worth a look.
    log.warn("The database refused a change", e);
    return Problem.of(
        HttpStatus.CONFLICT,
        "changed-meanwhile",
        "Another request changed the same at the same moment; look at it, and ask again");
  }
}
