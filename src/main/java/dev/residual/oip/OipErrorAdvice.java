package dev.residual.oip;

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
 * Problems below {@code /v2} in the protocol's own form. They are written over where every problem
 * is written, so that none is left out: neither one of a filter nor one of a path that is none.
 */
@ControllerAdvice
public class OipErrorAdvice implements ResponseBodyAdvice<Object> {

  static final String ROOT = "/v2";

  /** An error as the protocol has it. */
  record OipError(String error) {}

  @Override
  public boolean supports(
      MethodParameter returnType, Class<? extends HttpMessageConverter<?>> converterType) {
    return true; // what is written is known only when it is
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
        || !isOurs(servlet.getServletRequest())) {
      return body;
    }
    response.getHeaders().setContentType(MediaType.APPLICATION_JSON);
    String detail = problem.getDetail();
    return new OipError(detail == null ? String.valueOf(problem.getTitle()) : detail);
  }

  /** An error page is asked for by another path than the call that failed. */
  private static boolean isOurs(HttpServletRequest request) {
    String uri =
        request.getAttribute(RequestDispatcher.ERROR_REQUEST_URI) instanceof String failed
            ? failed
            : request.getRequestURI();
    String path = uri.substring(request.getContextPath().length());
    return path.equals(ROOT) || path.startsWith(ROOT + "/");
  }
}
