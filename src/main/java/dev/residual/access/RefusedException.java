package dev.residual.access;

import dev.residual.web.Problem;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.AuthenticationException;

/** Thrown when what a client has sent to say who it is cannot be accepted. */
public class RefusedException extends AuthenticationException {

  private static final long serialVersionUID = 1;

  private final transient Problem problem;

  public RefusedException(Problem problem) {
    super(problem.getMessage());
    this.problem = problem;
  }

  /**
   * Returns a 401 for credentials that are not valid. Its header has the form of RFC 6750.
   *
   * @param detail what is wrong, and what to do about it
   */
  public static RefusedException invalid(String code, String detail) {
    Problem problem = Problem.of(HttpStatus.UNAUTHORIZED, code, detail);
    problem.getHeaders().set(HttpHeaders.WWW_AUTHENTICATE, "Bearer error=\"invalid_token\"");
    return new RefusedException(problem);
  }

  /** Returns the answer to the client. */
  public Problem problem() {
    return problem;
  }
}
