package dev.residual.web.request;

import dev.residual.web.BodyLimit;
import dev.residual.web.BodyTooLargeException;
import dev.residual.web.Problem;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Locale;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.servlet.HandlerExceptionResolver;

/**
 * Limits bodies to their {@link BodyLimits}. A body is refused by its declared length, or while it
 * is read if it declares none. Multipart bodies have limits of their own.
 */
@Component
class BodySizeFilter extends OncePerRequestFilter {

  private final HandlerExceptionResolver problems;
  private final BodyLimits limits;

  BodySizeFilter(
      @Qualifier("handlerExceptionResolver") HandlerExceptionResolver problems,
      ObjectProvider<BodyLimit> limits) {
    this.problems = problems;
    this.limits = new BodyLimits(limits.stream().toList());
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
    long maxBytes = limits.maxBytes(request);
    if (request.getContentLengthLong() > maxBytes) {
      Problem tooLarge = new BodyTooLargeException(maxBytes).problem();
      problems.resolveException(request, response, null, tooLarge);
    } else {
      chain.doFilter(new SizeLimitedRequest(request, maxBytes), response);
    }
  }
}
