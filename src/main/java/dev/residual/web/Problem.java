package dev.residual.web;

import static java.util.stream.Collectors.joining;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.ErrorResponseException;

/**
 * An error that a client is answered with, as RFC 9457 has it.
 *
 * <p>Programs tell problems apart by {@code code}. The {@code type} is always {@code about:blank}:
 * a type of our own would promise a page behind it, and there is none to keep true.
 */
public class Problem extends ErrorResponseException {

  static final String CODE = "code";

  private static final URI ABOUT_BLANK = URI.create("about:blank");
  private static final String ERRORS = "errors";

  private Problem(HttpStatus status, String code, String detail) {
    super(status, body(status, code, detail), null);
  }

  static ProblemDetail body(HttpStatus status, String code, String detail) {
    ProblemDetail body = ProblemDetail.forStatusAndDetail(status, detail);
    body.setType(ABOUT_BLANK);
    body.setProperty(CODE, code);
    return body;
  }

  /**
   * A problem of any status.
   *
   * @param code for programs, in kebab-case
   * @param detail for people: what was found, what would do
   */
  public static Problem of(HttpStatus status, String code, String detail) {
    return new Problem(status, code, detail);
  }

  /** 400: fields that no request may have so. */
  public static Problem refused(List<FieldError> errors) {
    return of(HttpStatus.BAD_REQUEST, "invalid-request", sentence(errors)).with(errors);
  }

  /** 400: one field that no request may have so. */
  public static Problem refused(String field, String message) {
    return refused(List.of(new FieldError(field, message)));
  }

  /** 422: fields that are well formed, but impossible here. */
  public static Problem impossible(List<FieldError> errors) {
    return of(HttpStatus.UNPROCESSABLE_CONTENT, "impossible-request", sentence(errors))
        .with(errors);
  }

  /** 422: one field that is well formed, but impossible here. */
  public static Problem impossible(String field, String message) {
    return impossible(List.of(new FieldError(field, message)));
  }

  /** Tells the client when to come again; a whole second at least. */
  public Problem retryAfter(Duration delay) {
    getHeaders().set(HttpHeaders.RETRY_AFTER, String.valueOf(Math.max(1, delay.toSeconds())));
    return this;
  }

  private Problem with(List<FieldError> errors) {
    getBody().setProperty(ERRORS, errors);
    return this;
  }

  private static String sentence(List<FieldError> errors) {
    return errors.stream()
        .map(error -> error.field() + " " + error.message())
        .collect(joining("; "));
  }
}
