package dev.residual.web.request;

import dev.residual.web.BodyTooLargeException;
import dev.residual.web.Problem;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Locale;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.servlet.HandlerExceptionResolver;

/**
 * Limits bodies to one megabyte. A body is refused by its declared length, or while it is read if
 * it declares none. Multipart bodies have limits of their own.
 */
@Component
class BodySizeFilter extends OncePerRequestFilter {

  private static final int MAX_BYTES = 1 << 20;

  private final HandlerExceptionResolver problems;

  BodySizeFilter(@Qualifier("handlerExceptionResolver") HandlerExceptionResolver problems) {
    this.problems = problems;
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
      Problem tooLarge = new BodyTooLargeException(MAX_BYTES).problem();
      problems.resolveException(request, response, null, tooLarge);
    } else {
      chain.doFilter(new SizeLimitedRequest(request, MAX_BYTES), response);
    }
  }
}
