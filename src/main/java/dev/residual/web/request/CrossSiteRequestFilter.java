package dev.residual.web.request;

import dev.residual.web.Problem;
import dev.residual.web.UnicodeText;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Locale;
import java.util.Optional;
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
 * this service, unless the settings name its origin. Browsers say what the page is in headers that
 * no page can set: in {@code Sec-Fetch-Site}, or, older browsers and those that reach the service
 * by plain HTTP, in {@code Origin} only. Where the former says no more than that the page is of the
 * same site, the latter counts, since a site has many ports and names. Other clients send neither
 * and are let through.
 */
@Component
@EnableConfigurationProperties(CorsSettings.class)
class CrossSiteRequestFilter extends OncePerRequestFilter {

  private static final Set<String> CHANGES = Set.of("POST", "PUT", "PATCH", "DELETE");
  private static final String SITE = "Sec-Fetch-Site";
  private static final String OTHER = "cross-site";

  /**
   * A page of another port or another name of the domain, such as that of another developer tool.
   */
  private static final String NEIGHBOUR = "same-site";

  private static final int MAX_SHOWN = 100;

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
    Optional<String> other = otherSite(request);
    if (other.isPresent()) {
      problems.resolveException(
          request, response, null, problem(request.getMethod(), other.orElseThrow()));
    } else {
      chain.doFilter(request, response);
    }
  }

  /** Returns the header that says that a request comes from a page of another site, if one does. */
  private static Optional<String> otherSite(HttpServletRequest request) {
    String site = request.getHeader(SITE);
    String origin = request.getHeader(HttpHeaders.ORIGIN);
    if (OTHER.equalsIgnoreCase(site)) {
      return Optional.of(SITE + ": " + OTHER);
    }
    if (site != null && !NEIGHBOUR.equalsIgnoreCase(site)) {
      return Optional.empty();
    }
    if (origin == null) {
      return Optional.ofNullable(site).map(neighbour -> SITE + ": " + neighbour);
    }
    return isOwn(origin, request)
        ? Optional.empty()
        : Optional.of(HttpHeaders.ORIGIN + ": " + UnicodeText.shortened(origin, MAX_SHOWN));
  }

  /**
   * Tells whether an origin is this service, as it was addressed or as a trusted proxy says that it
   * was. The origin {@code null}, which sandboxed pages have, is not. Schemes are not compared,
   * because a proxy may speak HTTPS for the service.
   */
  private static boolean isOwn(String origin, HttpServletRequest request) {
    Optional<Authority> page = Authority.parse(origin).filter(it -> origin.contains("://"));
    return page.isPresent()
        && (page.equals(Authority.parse(request.getHeader(HttpHeaders.HOST)))
            || page.get().equals(new Authority(request.getServerName(), request.getServerPort())));
  }

  private static Problem problem(String method, String header) {
    return Problem.of(
        HttpStatus.FORBIDDEN,
        OTHER,
        String.format(
            Locale.ROOT,
            "%s is refused from a page of another site (%s). Send it from a page of this site or a"
                + " program, or name the origin in the setting residual.web.cors.origins.",
            method,
            header));
  }
}
