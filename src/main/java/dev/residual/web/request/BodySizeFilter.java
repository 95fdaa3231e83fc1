package dev.residual.web.request;

import dev.residual.web.BodyLimit;
import dev.residual.web.BodyTooLargeException;
import dev.residual.web.Problem;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.servlet.HandlerExceptionResolver;
import org.springframework.web.util.UrlPathHelper;

/**
 * Limits bodies to one megabyte, or to the {@link BodyLimit} of their path. A body is refused by
 * its declared length, or while it is read if it declares none. Multipart bodies have limits of
 * their own.
 */
@Component
class BodySizeFilter extends OncePerRequestFilter {

  private static final int MAX_BYTES = 1 << 20;

  private final HandlerExceptionResolver problems;
  private final List<BodyLimit> limits;

  BodySizeFilter(
      @Qualifier("handlerExceptionResolver") HandlerExceptionResolver problems,
      ObjectProvider<BodyLimit> limits) {
    this.problems = problems;
    this.limits = limits.stream().toList();
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
    int maxBytes = maxBytes(request);
    if (request.getContentLengthLong() > maxBytes) {
      Problem tooLarge = new BodyTooLargeException(maxBytes).problem();
      problems.resolveException(request, response, null, tooLarge);
    } else {
      chain.doFilter(new SizeLimitedRequest(request, maxBytes), response);
    }
  }

  private int maxBytes(HttpServletRequest request) {
    String type = request.getContentType();
    if (type != null && type.toLowerCase(Locale.ROOT).contains("json")) {
      return MAX_BYTES;
    }
    String path = UrlPathHelper.defaultInstance.getPathWithinApplication(request);
    return limits.stream()
        .filter(limit -> limit.path().equals(path))
        .mapToInt(BodyLimit::maxBytes)
        .findFirst()
        .orElse(MAX_BYTES);
  }
}
