package dev.residual.oip;

import dev.residual.web.ErrorForm;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.converter.HttpMessageConverter;
import org.springframework.http.server.ServerHttpRequest;
import org.springframework.http.server.ServerHttpResponse;
import org.springframework.http.server.ServletServerHttpRequest;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.servlet.mvc.method.annotation.ResponseBodyAdvice;

/**
 * Writes problems below {@code /v2} in the form of the protocol. They are replaced when the body is
 * written, so that this includes the problems of filters and of unknown paths.
 */
@ControllerAdvice
public class OipErrorAdvice implements ResponseBodyAdvice<Object>, ErrorForm {

  static final String ROOT = "/v2";

  /** An error in the form of the protocol. */
  record OipError(String error) {}

  @Override
  public boolean supports(
      MethodParameter returnType, Class<? extends HttpMessageConverter<?>> converterType) {
    return true; // the body is not known yet
  }

  @Override
  public @Nullable Object beforeBodyWrite(
      @Nullable Object body,
      MethodParameter returnType,
      MediaType contentType,
      Class<? extends HttpMessageConverter<?>> converterType,
      ServerHttpRequest request,
      ServerHttpResponse response) {
    if (!(body instanceof ProblemDetail problem)
        || !(request instanceof ServletServerHttpRequest servlet)
        || !isBelowRoot(servlet.getServletRequest())) {
      return body;
    }
    response.getHeaders().setContentType(MediaType.APPLICATION_JSON);
    String detail = problem.getDetail();
    return body(detail == null ? String.valueOf(problem.getTitle()) : detail);
  }

  @Override
  public boolean appliesTo(String path) {
    return path.equals(ROOT) || path.startsWith(ROOT + "/");
  }

  @Override
  public Object body(String detail) {
    return new OipError(detail);
  }

  /** Looks at the path of the failed request, because the error page has another path. */
  private boolean isBelowRoot(HttpServletRequest request) {
    String uri =
        request.getAttribute(RequestDispatcher.ERROR_REQUEST_URI) instanceof String failed
            ? failed
            : request.getRequestURI();
    return appliesTo(ErrorForm.withoutPrefix(request, uri));
  }
}
