package dev.residual.web;

import static java.util.stream.Collectors.joining;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.ErrorResponseException;

/**
 * An error that is answered in the form of RFC 9457.
 *
 * <p>Clients distinguish problems by {@code code}. The {@code type} is always {@code about:blank},
 * as any other type should link to a page that describes it, and there is none.
 */
public class Problem extends ErrorResponseException {

  /** The property that holds the code. */
  public static final String CODE = "code";

  private static final URI ABOUT_BLANK = URI.create("about:blank");
  private static final String ERRORS = "errors";

  private Problem(HttpStatus status, String code, @Nullable String detail) {
    super(status, body(status, code, detail), null);
  }

  static ProblemDetail body(HttpStatus status, String code, @Nullable String detail) {
    ProblemDetail body =
        ProblemDetail.forStatusAndDetail(
            status, detail == null ? null : UnicodeText.wellFormed(detail));
    body.setType(ABOUT_BLANK);
    body.setProperty(CODE, code);
    return body;
  }

  /**
   * Returns a problem of any status.
   *
   * @param code identifies the problem to clients, in kebab-case
   * @param detail what was found and what is allowed, in whole sentences; null for none
   */
  public static Problem of(HttpStatus status, String code, @Nullable String detail) {
    return new Problem(status, code, detail);
  }

  /** Returns a 400 for fields that are invalid in any request. */
  public static Problem refused(List<FieldError> errors) {
    return of(HttpStatus.BAD_REQUEST, "invalid-request", sentence(errors)).with(errors);
  }

  /** Returns a 400 for one field that is invalid in any request. */
  public static Problem refused(String field, String message) {
    return refused(List.of(new FieldError(field, message)));
  }

  /** Returns a 422 for fields that are well formed, but impossible here. */
  public static Problem impossible(List<FieldError> errors) {
    return of(HttpStatus.UNPROCESSABLE_CONTENT, "impossible-request", sentence(errors))
        .with(errors);
  }

  /** Returns a 422 for one field that is well formed, but impossible here. */
  public static Problem impossible(String field, String message) {
    return impossible(List.of(new FieldError(field, message)));
  }

  /** Returns a 422 for a field that names a data set which cannot be used yet. */
  public static Problem notReady(String field, String message) {
    return of(HttpStatus.UNPROCESSABLE_CONTENT, "dataset-not-ready", message)
        .with(List.of(new FieldError(field, message)));
  }

  /** Returns the code that identifies this problem to clients. */
  public String code() {
    Map<String, Object> properties = getBody().getProperties();
    return properties == null ? "" : String.valueOf(properties.get(CODE));
  }

  /** Adds a {@code Retry-After} of at least one second. */
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
