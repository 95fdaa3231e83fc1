package dev.residual.access;

import dev.residual.web.Problem;
import org.springframework.security.core.AuthenticationException;

/** Thrown when what a client has sent to say who it is cannot be accepted. */
public class RefusedException extends AuthenticationException {

  private static final long serialVersionUID = 1;

  private final transient Problem problem;

  public RefusedException(Problem problem) {
    super(problem.getMessage());
    this.problem = problem;
  }

  /** Returns the answer to the client. */
  public Problem problem() {
    return problem;
  }
}
