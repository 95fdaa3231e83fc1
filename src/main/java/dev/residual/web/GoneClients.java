package dev.residual.web;

import io.swagger.v3.oas.annotations.Hidden;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;

/** Ends the requests of clients that have gone. */
@Hidden // nobody sees it
@Order(Ordered.HIGHEST_PRECEDENCE) // before what catches all that nobody names
@RestControllerAdvice
class GoneClients {

  /** As nginx has it; HTTP has no status for whom none reaches. */
  static final int CLIENT_CLOSED_REQUEST = 499;

  /** Without a body: to write one to a closed connection fails. */
  @ExceptionHandler(ClientGoneException.class)
  void end(HttpServletResponse response) {
    response.setStatus(CLIENT_CLOSED_REQUEST);
  }
}
