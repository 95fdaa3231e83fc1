package dev.residual.access.chain;

import dev.residual.access.RefusedException;
import dev.residual.web.Problem;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.authorization.AuthorizationDeniedException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.access.AccessDeniedHandler;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.HandlerExceptionResolver;

/** Answers refused requests in the form of all other errors. */
@Component
class RefusalAnswers implements AuthenticationEntryPoint, AccessDeniedHandler {

  private final HandlerExceptionResolver problems;

  RefusalAnswers(@Qualifier("handlerExceptionResolver") HandlerExceptionResolver problems) {
    this.problems = problems;
  }

  /** Answers a request without a key that needs one. */
  @Override
  public void commence(
      HttpServletRequest request, HttpServletResponse response, AuthenticationException e) {
    Problem problem =
        Problem.of(
            HttpStatus.UNAUTHORIZED,
            "key-required",
            "A key is needed. Send it as Authorization: Bearer KEY, or as X-API-Key: KEY.");
    problem.getHeaders().set(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
    problems.resolveException(request, response, null, problem);
  }

  /** Answers a request whose key is not accepted. */
  void answer(HttpServletRequest request, HttpServletResponse response, RefusedException e) {
    problems.resolveException(request, response, null, e.problem());
  }

  /** Answers a request whose key does not allow it. */
  @Override
  public void handle(
      HttpServletRequest request, HttpServletResponse response, AccessDeniedException e) {
    boolean explained =
        e instanceof AuthorizationDeniedException denied
            && denied.getAuthorizationResult() instanceof Refusal;
    Exception answer =
        explained
            ? ((Refusal) ((AuthorizationDeniedException) e).getAuthorizationResult()).answer()
            : Problem.of(HttpStatus.FORBIDDEN, "forbidden", "This is not allowed.");
    problems.resolveException(request, response, null, answer);
  }
}
