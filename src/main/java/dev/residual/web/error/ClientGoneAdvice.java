package dev.residual.web.error;

import dev.residual.web.ClientGoneException;
import io.swagger.v3.oas.annotations.Hidden;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;

/** Ends the requests of clients that have disconnected. */
@Hidden // no client sees it
@Order(Ordered.HIGHEST_PRECEDENCE) // before the advice that handles every exception
@RestControllerAdvice
class ClientGoneAdvice {

  /** The status of nginx for this case. HTTP has none. */
  static final int CLIENT_CLOSED_REQUEST = 499;

  /** Writes no body, which would fail on a closed connection. */
  @ExceptionHandler(ClientGoneException.class)
  void end(HttpServletResponse response) {
    response.setStatus(CLIENT_CLOSED_REQUEST);
  }
}
