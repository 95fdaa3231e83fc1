package dev.residual.web.error;

import dev.residual.web.AnswerHeaders;
import io.swagger.v3.oas.annotations.Hidden;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.webmvc.error.ErrorController;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Answers requests that failed outside of a controller, in the form of all other errors. */
@Hidden
@RestController
class ProblemErrorController implements ErrorController {

  /**
   * Returns the answer, or null if there is one already: Tomcat asks for this page, too, after an
   * answer that ends the connection.
   */
  @RequestMapping("${spring.web.error.path:/error}")
  @Nullable ResponseEntity<ProblemDetail> error(
      HttpServletRequest request, HttpServletResponse response) {
    if (response.isCommitted()) {
      return null;
    }
    AnswerHeaders.complete(request, response);
    HttpStatus status = status(request);
    Object path = request.getAttribute(RequestDispatcher.ERROR_REQUEST_URI);
    ProblemDetail body = body(status, String.valueOf(path), cause(request));
    ProblemDefaults.complete(body, path == null ? request.getRequestURI() : path.toString());
    return ResponseEntity.status(status).contentType(MediaType.APPLICATION_PROBLEM_JSON).body(body);
  }

  private static ProblemDetail body(HttpStatus status, String path, @Nullable Throwable cause) {
    return status == HttpStatus.INTERNAL_SERVER_ERROR
        ? InternalErrors.problem(path, cause).getBody()
        : ProblemDetail.forStatusAndDetail(status, ProblemDefaults.detail(status.value()));
  }

  private static @Nullable Throwable cause(HttpServletRequest request) {
    return (Throwable) request.getAttribute(RequestDispatcher.ERROR_EXCEPTION);
  }

  /**
   * Returns the status of the failed request. A request for the error page itself finds nothing.
   */
  private static HttpStatus status(HttpServletRequest request) {
    if (!(request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE) instanceof Integer code)) {
      return HttpStatus.NOT_FOUND;
    }
    HttpStatus status = HttpStatus.resolve(code);
    return status == null ? HttpStatus.INTERNAL_SERVER_ERROR : status;
  }
}
