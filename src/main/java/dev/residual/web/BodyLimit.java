package dev.residual.web;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Locale;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.servlet.HandlerExceptionResolver;

/**
 * No body but a multipart one, which has limits of its own, may have more than a megabyte: it is
 * refused by its declared length, or while it is read when it declares none.
 */
@Component
class BodyLimit extends OncePerRequestFilter {

  static final int MAX_BYTES = 1 << 20;

  private final HandlerExceptionResolver answers;

  BodyLimit(@Qualifier("handlerExceptionResolver") HandlerExceptionResolver answers) {
    this.answers = answers;
  }

  @Override
  protected boolean shouldNotFilter(HttpServletRequest request) {
    String type = request.getContentType();
    return type != null && type.toLowerCase(Locale.ROOT).startsWith("multipart/");
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    if (request.getContentLengthLong() > MAX_BYTES) {
      answers.resolveException(request, response, null, problem());
    } else {
      chain.doFilter(new BoundedRequest(request, MAX_BYTES), response);
    }
  }

  static Problem problem() {
    return Problem.of(
        HttpStatus.CONTENT_TOO_LARGE,
        "too-large",
        "The body is too large; at most " + MAX_BYTES + " bytes are read");
  }

  /** A body turned out longer than it may be. */
  static class TooLongException extends IOException {}
}
