package dev.residual.web.error;

import dev.residual.web.BodyNotStoredException;
import dev.residual.web.DatabaseOutage;
import dev.residual.web.JsonParameter;
import dev.residual.web.Problem;
import dev.residual.web.RefusedBodyException;
import dev.residual.web.TypeDescriptions;
import dev.residual.web.UnicodeText;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.validation.ConstraintViolationException;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.tomcat.util.http.InvalidParameterException;
import org.apache.tomcat.util.http.fileupload.impl.SizeLimitExceededException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.web.ErrorResponse;
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
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;
import org.springframework.web.servlet.resource.NoResourceFoundException;
import org.springframework.web.util.DisconnectedClientHelper;

/**
 * Answers errors that belong to no module. Every answer has a code, and none shows internals. A
 * module's own advice is asked before this one.
 *
 * <p>The texts for Spring's own exceptions are in {@code problems.properties}.
 */
@RestControllerAdvice
@Order(Ordered.LOWEST_PRECEDENCE)
class ProblemAdvice extends ResponseEntityExceptionHandler {

  private static final Logger log = LoggerFactory.getLogger(ProblemAdvice.class);
  private static final Duration RETRY_AFTER = Duration.ofSeconds(5);
  private static final int MAX_PATH = 200;

  /** Tomcat has one exception for long bodies and for long headers of their parts. */
  private static final String LONG_PART_HEADER = "Header section";

  /** What most clients that send a form do not know. */
  private static final String CURL =
      " curl sends this type unless -H 'Content-Type: ...' names another one.";

  /** The codes of Spring's exceptions that the code of their status would describe less well. */
  private static final Map<Class<?>, String> CODES =
      Map.of(
          AsyncRequestTimeoutException.class, "timed-out",
          MaxUploadSizeExceededException.class, "too-large",
          NoResourceFoundException.class, "no-such-path");

  private final PathSuggestions suggestions;

  ProblemAdvice(
      @Qualifier("requestMappingHandlerMapping")
          ObjectProvider<RequestMappingHandlerMapping> endpoints) {
    suggestions = new PathSuggestions(endpoints);
  }

  @Override
  protected @Nullable ResponseEntity<Object> handleHttpMessageNotReadable(
      HttpMessageNotReadableException e,
      HttpHeaders headers,
      HttpStatusCode status,
      WebRequest request) {
    return answer(JsonErrors.explain(e), request);
  }

  @Override
  protected @Nullable ResponseEntity<Object> handleMethodArgumentNotValid(
      MethodArgumentNotValidException e,
      HttpHeaders headers,
      HttpStatusCode status,
      WebRequest request) {
    return answer(Problem.refused(ValidationErrors.of(e)), request);
  }

  @Override
  protected @Nullable ResponseEntity<Object> handleHandlerMethodValidationException(
      HandlerMethodValidationException e,
      HttpHeaders headers,
      HttpStatusCode status,
      WebRequest request) {
    return e.isForReturnValue()
        ? internalError(e, request)
        : answer(Problem.refused(ValidationErrors.of(e)), request);
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

  /** Tells a Content-Type that is not taken from one that cannot be read or is not there. */
  @Override
  protected @Nullable ResponseEntity<Object> handleHttpMediaTypeNotSupported(
      HttpMediaTypeNotSupportedException e,
      HttpHeaders headers,
      HttpStatusCode status,
      WebRequest request) {
    String found = request.getHeader(HttpHeaders.CONTENT_TYPE);
    boolean unreadable = e.getContentType() == null && found != null;
    ProblemDetail body = e.getBody();
    body.setDetail(
        unreadable
            ? String.format(
                    Locale.ROOT,
                    "The Content-Type could not be read, was %s. It is not a media type such as",
                    TypeDescriptions.shown(found))
                + " application/json, or its charset is not known."
            : String.format(
                Locale.ROOT,
                "The Content-Type must be one of %s, was %s.%s",
                e.getSupportedMediaTypes(),
                found == null ? "not given" : e.getContentType(),
                MediaType.APPLICATION_FORM_URLENCODED.equalsTypeAndSubtype(e.getContentType())
                    ? CURL
                    : ""));
    return handleExceptionInternal(e, body, headers, status, request);
  }

  /** Names the path that was asked for, and the one that was probably meant. */
  @Override
  protected @Nullable ResponseEntity<Object> handleNoResourceFoundException(
      NoResourceFoundException e, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
    HttpServletRequest asked = ((ServletWebRequest) request).getRequest();
    String meant =
        suggestions
            .of(asked)
            .map(path -> String.format(Locale.ROOT, " Did you mean %s?", path))
            .orElse("");
    ProblemDetail body = e.getBody();
    body.setDetail(
        String.format(
            Locale.ROOT,
            "Nothing is at %s.%s All endpoints are listed at /swagger-ui.html.",
            UnicodeText.shortened(asked.getRequestURI(), MAX_PATH),
            meant));
    return handleExceptionInternal(e, body, headers, status, request);
  }

  /** Sorts the allowed methods, which Spring's message argument has in the order of reflection. */
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
    Object[] arguments = {e.getMethod(), allowed};
    ProblemDetail body = createProblemDetail(e, status, "", null, arguments, request);
    return handleExceptionInternal(e, body, headers, status, request);
  }

  @ExceptionHandler
  @Nullable ResponseEntity<Object> violation(ConstraintViolationException e, WebRequest request) {
    return answer(Problem.refused(ValidationErrors.of(e)), request);
  }

  @ExceptionHandler
  @Nullable ResponseEntity<Object> malformedUpload(MultipartException e, WebRequest request) {
    if (e.getRootCause() instanceof Problem problem) { // from the body, while it was read
      return answer(problem, request);
    }
    Optional<IOException> storage = UploadFailure.ofStorage(e);
    if (storage.isPresent()) {
      return notStored(new BodyNotStoredException(storage.get()), request);
    }
    return answer(
        Problem.of(
            HttpStatus.BAD_REQUEST,
            "malformed-body",
            "The body is not valid multipart: its parts do not match its boundary."),
        request);
  }

  /** Spring takes a part with a long header, and some failures of a disk, for a large file. */
  @Override
  protected @Nullable ResponseEntity<Object> handleMaxUploadSizeExceededException(
      MaxUploadSizeExceededException e,
      HttpHeaders headers,
      HttpStatusCode status,
      WebRequest request) {
    Optional<IOException> storage = UploadFailure.ofStorage(e);
    if (storage.isPresent()) {
      return notStored(new BodyNotStoredException(storage.get()), request);
    }
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof SizeLimitExceededException limit
          && String.valueOf(limit.getMessage()).startsWith(LONG_PART_HEADER)) {
        return answer(
            Problem.of(
                HttpStatus.BAD_REQUEST,
                "malformed-body",
                String.format(
                    Locale.ROOT,
                    "The header of a part has more than %d bytes. Send a shorter file name.",
                    limit.getPermittedSize())),
            request);
      }
    }
    return super.handleMaxUploadSizeExceededException(e, headers, status, request);
  }

  @ExceptionHandler
  @Nullable ResponseEntity<Object> refusedBody(RefusedBodyException e, WebRequest request) {
    return answer(e.problem(), request);
  }

  @ExceptionHandler
  @Nullable ResponseEntity<Object> notStored(BodyNotStoredException e, WebRequest request) {
    log.warn("{}", e.getMessage());
    return answer(e.problem(), request);
  }

  @ExceptionHandler
  @Nullable ResponseEntity<Object> unreadableParameter(
      JsonParameter.UnreadableException e, WebRequest request) {
    return answer(JsonErrors.explain(e), request);
  }

  @ExceptionHandler
  @Nullable ResponseEntity<Object> malformedQuery(InvalidParameterException e, WebRequest request) {
    return answer(
        Problem.of(
            HttpStatus.BAD_REQUEST,
            "malformed-parameters",
            "The parameters could not be read. There are too many of them, or a % is not followed"
                + " by two hexadecimal digits."),
        request);
  }

  @ExceptionHandler
  @Nullable ResponseEntity<Object> anythingElse(Exception e, WebRequest request) {
    if (DisconnectedClientHelper.isClientDisconnectedException(e)) {
      log.debug("A client disconnected before its answer was written", e);
      return null;
    }
    if (DatabaseOutage.isCauseOf(e)) {
      log.warn("The database cannot be reached: {}", e.getMessage());
      return answer(
          Problem.of(
              HttpStatus.SERVICE_UNAVAILABLE,
              "database-unavailable",
              "The database cannot be reached. Retry in a few seconds."),
          request);
    }
    return internalError(e, request);
  }

  private @Nullable ResponseEntity<Object> internalError(Exception e, WebRequest request) {
    return answer(InternalErrors.problem(request.getDescription(false), e), request);
  }

  private @Nullable ResponseEntity<Object> answer(Problem problem, WebRequest request) {
    return super.handleExceptionInternal(
        problem, problem.getBody(), problem.getHeaders(), problem.getStatusCode(), request);
  }

  /** Replaces Spring's answers to internal errors, which may show the exception's message. */
  @Override
  protected @Nullable ResponseEntity<Object> handleExceptionInternal(
      Exception e,
      @Nullable Object body,
      HttpHeaders headers,
      HttpStatusCode status,
      WebRequest request) {
    if (status.value() == HttpStatus.INTERNAL_SERVER_ERROR.value() && !(e instanceof Problem)) {
      return internalError(e, request);
    }
    if (e instanceof ErrorResponse response && CODES.containsKey(e.getClass())) {
      response.getBody().setProperty(Problem.CODE, CODES.get(e.getClass()));
    }
    return super.handleExceptionInternal(e, body, headers, status, request);
  }

  @Override
  protected ResponseEntity<Object> createResponseEntity(
      @Nullable Object body, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
    HttpHeaders all = new HttpHeaders(headers);
    if (status.value() == HttpStatus.SERVICE_UNAVAILABLE.value()) {
      all.putIfAbsent(HttpHeaders.RETRY_AFTER, List.of(String.valueOf(RETRY_AFTER.toSeconds())));
    }
    if (body instanceof ProblemDetail detail) {
      // An error has this form, whatever the client accepts.
      all.setContentType(MediaType.APPLICATION_PROBLEM_JSON);
      ProblemDefaults.complete(detail, ((ServletWebRequest) request).getRequest().getRequestURI());
    }
    return super.createResponseEntity(body, all, status, request);
  }
}
