package dev.residual.dataset;

import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.ErrorResponseException;

/** A refusal as RFC 9457 has it, with a code for programs beside the sentence for people. */
final class Problem extends ErrorResponseException {

  private static final long serialVersionUID = 1L;

  private Problem(HttpStatus status, ProblemDetail body) {
    super(status, body, null);
  }

  static Problem of(HttpStatus status, String code, String detail) {
    ProblemDetail body = ProblemDetail.forStatusAndDetail(status, detail);
    body.setProperty("code", code);
    return new Problem(status, body);
  }
}
