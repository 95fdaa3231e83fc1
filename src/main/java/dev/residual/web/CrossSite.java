package dev.residual.web;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Set;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.servlet.HandlerExceptionResolver;

/**
 * Refuses changes that a page of another site asks for through the browser of somebody who can
 * reach this service. Browsers say so in a header that no page can set; programs send none and are
 * let through.
 */
@Component
class CrossSite extends OncePerRequestFilter {

  private static final Set<String> CHANGES = Set.of("POST", "PUT", "PATCH", "DELETE");
  private static final String SITE = "Sec-Fetch-Site";
  private static final String OTHER = "cross-site";

  private final HandlerExceptionResolver answers;

  CrossSite(@Qualifier("handlerExceptionResolver") HandlerExceptionResolver answers) {
    this.answers = answers;
  }

  @Override
  protected boolean shouldNotFilter(HttpServletRequest request) {
    return !CHANGES.contains(request.getMethod());
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    if (OTHER.equalsIgnoreCase(request.getHeader(SITE))) {
      answers.resolveException(request, response, null, problem(request.getMethod()));
    } else {
      chain.doFilter(request, response);
    }
  }

  private static Problem problem(String method) {
    return Problem.of(
        HttpStatus.FORBIDDEN,
        OTHER,
        ("%s is refused when a page of another site asks for it, as %s: %s tells; "
                + "a page of this service or a program may ask")
            .formatted(method, SITE, OTHER));
  }
}
