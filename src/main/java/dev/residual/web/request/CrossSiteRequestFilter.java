package dev.residual.web.request;

import dev.residual.web.Problem;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Set;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.servlet.HandlerExceptionResolver;

/**
 * Refuses changes that a page of another site requests through the browser of a user who can reach
 * this service, unless the settings name its origin. Browsers send the origin in a header that no
 * page can set. Other clients send no such header and are let through.
 */
@Component
@EnableConfigurationProperties(CorsSettings.class)
class CrossSiteRequestFilter extends OncePerRequestFilter {

  private static final Set<String> CHANGES = Set.of("POST", "PUT", "PATCH", "DELETE");
  private static final String SITE = "Sec-Fetch-Site";
  private static final String OTHER = "cross-site";

  private final CorsSettings settings;
  private final HandlerExceptionResolver problems;

  CrossSiteRequestFilter(
      CorsSettings settings,
      @Qualifier("handlerExceptionResolver") HandlerExceptionResolver problems) {
    this.settings = settings;
    this.problems = problems;
  }

  @Override
  protected boolean shouldNotFilter(HttpServletRequest request) {
    return !CHANGES.contains(request.getMethod())
        || settings.allows(request.getHeader(HttpHeaders.ORIGIN));
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    if (OTHER.equalsIgnoreCase(request.getHeader(SITE))) {
      problems.resolveException(request, response, null, problem(request.getMethod()));
    } else {
      chain.doFilter(request, response);
    }
  }

  private static Problem problem(String method) {
    return Problem.of(
        HttpStatus.FORBIDDEN,
        OTHER,
        "%s is refused from a page of another site (%s: %s). Send it from a page of this site or a program."
            .formatted(method, SITE, OTHER));
  }
}
