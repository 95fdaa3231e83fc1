package dev.residual.web.error;

import dev.residual.web.Problem;
import io.swagger.v3.oas.annotations.Hidden;
import java.sql.SQLException;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.dao.ConcurrencyFailureException;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.WebRequest;

/** Answers changes that the database refused because of a concurrent one. */
@Hidden // it can happen to any change, and seldom does
@Order(Ordered.HIGHEST_PRECEDENCE) // before the advice that handles every exception
@RestControllerAdvice
class ConflictAdvice {

  private static final Logger log = LoggerFactory.getLogger(ConflictAdvice.class);

  /**
   * The SQLSTATEs of a duplicate key, and of a reference to a row that is missing or that is still
   * referred to. H2 tells the latter two apart.
   */
  private static final Set<String> CONFLICTS = Set.of("23505", "23503", "23506");

  @ExceptionHandler
  Problem concurrentModification(ConcurrencyFailureException e) {
    return conflict(e);
  }

  /** Another violation, such as a value that is too long, should have been refused earlier. */
  @ExceptionHandler
  Problem violation(DataIntegrityViolationException e, WebRequest request) {
    return isConflict(e) ? conflict(e) : InternalErrors.problem(request.getDescription(false), e);
  }

  private static boolean isConflict(DataIntegrityViolationException violation) {
    for (Throwable cause = violation; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException sql && sql.getSQLState() != null) {
        return CONFLICTS.contains(sql.getSQLState());
      }
    }
    return violation instanceof DuplicateKeyException;
  }

  private static Problem conflict(RuntimeException e) {
    // Locks should prevent this, so it is worth a look.
    log.warn("The database refused a change", e);
    return Problem.of(
        HttpStatus.CONFLICT,
        "concurrent-modification",
        "Another request changed the same at the same time. Check its state and retry.");
  }
}
