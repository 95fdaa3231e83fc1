package dev.residual.web;

import jakarta.validation.ConstraintViolationException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Objects;
import java.util.stream.Collectors;
import org.apache.tomcat.util.http.InvalidParameterException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.web.HttpMediaTypeNotAcceptableException;
import org.springframework.web.HttpMediaTypeNotSupportedException;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import org.springframework.web.bind.MethodArgumentNotValidException;
import org.springframework.web.bind.MissingServletRequestParameterException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.ServletWebRequest;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.context.request.async.AsyncRequestTimeoutException;
import org.springframework.web.method.annotation.HandlerMethodValidationException;
import org.springframework.web.multipart.MaxUploadSizeExceededException;
import org.springframework.web.multipart.MultipartException;
import org.springframework.web.multipart.support.MissingServletRequestPartException;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;
import org.springframework.web.servlet.resource.NoResourceFoundException;
import org.springframework.web.util.DisconnectedClientHelper;

/**
 * The answers to errors that are nobody's own. Every answer has a code; nothing of our inside is
 * shown. What has a meaning in one module is answered there, before this one is asked.
 */
@RestControllerAdvice
@Order(Ordered.LOWEST_PRECEDENCE)
class Problems extends ResponseEntityExceptionHandler {

  private static final Logger log = LoggerFactory.getLogger(Problems.class);
  private static final Duration COME_AGAIN = Duration.ofSeconds(5);

  @Override
  protected @Nullable ResponseEntity<Object> handleHttpMessageNotReadable(
      HttpMessageNotReadableException e,
      HttpHeaders headers,
      HttpStatusCode status,
      WebRequest request) {
    return answer(UnreadableJson.explain(e), request);
  }

  @Override
  protected @Nullable ResponseEntity<Object> handleMethodArgumentNotValid(
      MethodArgumentNotValidException e,
      HttpHeaders headers,
      HttpStatusCode status,
      WebRequest request) {
    return answer(Problem.refused(Violations.of(e)), request);
  }

  @Override
  protected @Nullable ResponseEntity<Object> handleHandlerMethodValidationException(
      HandlerMethodValidationException e,
      HttpHeaders headers,
      HttpStatusCode status,
      WebRequest request) {
    return e.isForReturnValue()
        ? unforeseen(e, request)
        : answer(Problem.refused(Violations.of(e)), request);
  }

  @ExceptionHandler
  @Nullable ResponseEntity<Object> violated(ConstraintViolationException e, WebRequest request) {
    return answer(Problem.refused(Violations.of(e)), request);
  }

  @Override
  protected @Nullable ResponseEntity<Object> handleMissingServletRequestParameter(
      MissingServletRequestParameterException e,
      HttpHeaders headers,
      HttpStatusCode status,
      WebRequest request) {
    return answer(Problem.refused(e.getParameterName(), "must be given"), request);
  }

  @Override
  protected @Nullable ResponseEntity<Object> handleMissingServletRequestPart(
      MissingServletRequestPartException e,
      HttpHeaders headers,
      HttpStatusCode status,
      WebRequest request) {
    return answer(Problem.refused(e.getRequestPartName(), "must be given as a part"), request);
  }

  @Override
  protected @Nullable ResponseEntity<Object> handleMaxUploadSizeExceededException(
      MaxUploadSizeExceededException e,
      HttpHeaders headers,
      HttpStatusCode status,
      WebRequest request) {
    return answer(
        Problem.of(
            HttpStatus.CONTENT_TOO_LARGE,
            "too-large",
            "The upload is too large; a picture may have 1 MB, a request 64 pictures"),
        request);
  }

  @ExceptionHandler
  @Nullable ResponseEntity<Object> malformedUpload(MultipartException e, WebRequest request) {
    if (e instanceof MaxUploadSizeExceededException tooLarge) {
      return handleMaxUploadSizeExceededException(
          tooLarge, new HttpHeaders(), HttpStatus.CONTENT_TOO_LARGE, request);
    }
    return answer(
        Problem.of(
            HttpStatus.BAD_REQUEST,
            "malformed-body",
            "The body is not readable multipart; its parts and its boundary do not fit"),
        request);
  }

  @Override
  protected @Nullable ResponseEntity<Object> handleNoResourceFoundException(
      NoResourceFoundException e, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
    return answer(
        Problem.of(
            HttpStatus.NOT_FOUND,
            "no-such-path",
            "Nothing is at /%s; /swagger-ui.html shows what there is"
                .formatted(e.getResourcePath())),
        request);
  }

  @Override
  protected @Nullable ResponseEntity<Object> handleHttpRequestMethodNotSupported(
      HttpRequestMethodNotSupportedException e,
      HttpHeaders headers,
      HttpStatusCode status,
      WebRequest request) {
    String allowed =
        Arrays.stream(Objects.requireNonNullElse(e.getSupportedMethods(), new String[0]))
            .sorted()
            .collect(Collectors.joining(", "));
    String detail = "%s is not allowed here; allowed are %s".formatted(e.getMethod(), allowed);
    Problem problem = Problem.of(HttpStatus.METHOD_NOT_ALLOWED, "method-not-allowed", detail);
    problem.getHeaders().putAll(headers);
    return answer(problem, request);
  }

  @Override
  protected @Nullable ResponseEntity<Object> handleHttpMediaTypeNotSupported(
      HttpMediaTypeNotSupportedException e,
      HttpHeaders headers,
      HttpStatusCode status,
      WebRequest request) {
    String found = e.getContentType() == null ? "none" : Expected.shown(e.getContentType());
    String detail =
        "The body's Content-Type must be one of %s, was %s"
            .formatted(MediaType.toString(e.getSupportedMediaTypes()), found);
    Problem problem =
        Problem.of(HttpStatus.UNSUPPORTED_MEDIA_TYPE, "unsupported-media-type", detail);
    problem.getHeaders().putAll(headers);
    return answer(problem, request);
  }

  @Override
  protected @Nullable ResponseEntity<Object> handleHttpMediaTypeNotAcceptable(
      HttpMediaTypeNotAcceptableException e,
      HttpHeaders headers,
      HttpStatusCode status,
      WebRequest request) {
    String detail =
        "There is no answer of a type that Accept names; there are "
            + MediaType.toString(e.getSupportedMediaTypes());
    return answer(Problem.of(HttpStatus.NOT_ACCEPTABLE, "not-acceptable", detail), request);
  }

  @Override
  protected @Nullable ResponseEntity<Object> handleAsyncRequestTimeoutException(
      AsyncRequestTimeoutException e,
      HttpHeaders headers,
      HttpStatusCode status,
      WebRequest request) {
    return answer(
        Problem.of(HttpStatus.SERVICE_UNAVAILABLE, "timed-out", "The answer was not ready in time")
            .retryAfter(COME_AGAIN),
        request);
  }

  @ExceptionHandler
  @Nullable ResponseEntity<Object> tooLong(BodyLimit.TooLongException e, WebRequest request) {
    return answer(BodyLimit.problem(), request);
  }

  @ExceptionHandler
  @Nullable ResponseEntity<Object> undecodable(InvalidParameterException e, WebRequest request) {
    return answer(
        Problem.of(
            HttpStatus.BAD_REQUEST,
            "malformed-parameters",
            "The parameters could not be read: too many, or a % that no two hex digits follow"),
        request);
  }

  @ExceptionHandler
  @Nullable ResponseEntity<Object> anythingElse(Exception e, WebRequest request) {
    if (DisconnectedClientHelper.isClientDisconnectedException(e)) {
      log.debug("A client went away before its answer", e);
      return null;
    }
    if (DatabaseAway.isCauseOf(e)) {
      log.warn("The database does not answer: {}", e.getMessage());
      return answer(
          Problem.of(
                  HttpStatus.SERVICE_UNAVAILABLE,
                  "database-away",
                  "The database does not answer; ask again soon")
              .retryAfter(COME_AGAIN),
          request);
    }
    return unforeseen(e, request);
  }

  private @Nullable ResponseEntity<Object> unforeseen(Exception e, WebRequest request) {
    return answer(Unforeseen.problem(request.getDescription(false), e), request);
  }

  private @Nullable ResponseEntity<Object> answer(Problem problem, WebRequest request) {
    return super.handleExceptionInternal(
        problem, problem.getBody(), problem.getHeaders(), problem.getStatusCode(), request);
  }

  /** Where Spring would tell of an error on our side by its message, only a reference is told. */
  @Override
  protected @Nullable ResponseEntity<Object> handleExceptionInternal(
      Exception e,
      @Nullable Object body,
      HttpHeaders headers,
      HttpStatusCode status,
      WebRequest request) {
    return status.value() == HttpStatus.INTERNAL_SERVER_ERROR.value() && !(e instanceof Problem)
        ? unforeseen(e, request)
        : super.handleExceptionInternal(e, body, headers, status, request);
  }

  @Override
  protected ResponseEntity<Object> createResponseEntity(
      @Nullable Object body, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
    HttpHeaders all = new HttpHeaders(headers);
    if (body instanceof ProblemDetail detail) {
      // Whatever the client accepts, an error has this form.
      all.setContentType(MediaType.APPLICATION_PROBLEM_JSON);
      ProblemForm.complete(detail, ((ServletWebRequest) request).getRequest().getRequestURI());
    }
    return super.createResponseEntity(body, all, status, request);
  }
}
