package dev.residual.web.request;

import dev.residual.web.AnswerHeaders;
import dev.residual.web.Problem;
import dev.residual.web.UnicodeText;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.servlet.HandlerExceptionResolver;

/**
 * Refuses requests for a host name that is not one of this service. A page whose own name was made
 * to resolve to this machine (DNS rebinding) is of the same origin for the browser, and is
 * recognized only by that name.
 *
 * <p>Without a setting, this holds only for a service that listens on the loopback interface, which
 * has no other name than {@code localhost}.
 */
@Component
@EnableConfigurationProperties(HostSettings.class)
@Order(HostFilter.ORDER)
class HostFilter extends OncePerRequestFilter {

  /** After the filter that reads the headers of proxies, and before the one for CORS. */
  static final int ORDER = Ordered.HIGHEST_PRECEDENCE + 5;

  private static final int MAX_SHOWN = 100;

  private final HostSettings settings;
  private final boolean active;
  private final HandlerExceptionResolver problems;

  HostFilter(
      HostSettings settings,
      @Value("${server.address:#{null}}") @Nullable InetAddress address,
      @Qualifier("handlerExceptionResolver") HandlerExceptionResolver problems) {
    this.settings = settings;
    this.problems = problems;
    active = !settings.allowedHosts().isEmpty() || (address != null && address.isLoopbackAddress());
  }

  @Override
  protected boolean shouldNotFilter(HttpServletRequest request) {
    // Each browser names a host.
    return !active || request.getHeader(HttpHeaders.HOST) == null;
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    String host = request.getHeader(HttpHeaders.HOST);
    if (Authority.parse(host).filter(settings::allows).isPresent()) {
      chain.doFilter(request, response);
    } else {
      AnswerHeaders.complete(request, response);
      problems.resolveException(request, response, null, problem(host));
    }
  }

  private static Problem problem(String host) {
    return Problem.of(
        HttpStatus.FORBIDDEN,
        "host-not-allowed",
        String.format(
            Locale.ROOT,
            "This service is not to be reached as %s. If it is, name the host in the setting"
                + " residual.web.allowed-hosts.",
            UnicodeText.shortened(host, MAX_SHOWN)));
  }
}
