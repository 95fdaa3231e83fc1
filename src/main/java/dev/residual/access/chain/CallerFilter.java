package dev.residual.access.chain;

import dev.residual.access.Caller;
import dev.residual.access.CallerSource;
import dev.residual.access.RefusedException;
import dev.residual.web.Client;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.core.context.SecurityContextImpl;

/**
 * Recognizes the client of a request by its key or token, and refuses one that is not accepted. A
 * request without any passes as one of nobody. Each prediction takes this way, so that it is
 * shorter than the one of Spring Security's filter, which also looks for a session, and keeps the
 * client for another dispatch of the request; none passes the filters again.
 */
final class CallerFilter implements Filter {

  private final List<CallerSource> sources;
  private final RefusalAnswers refusals;

  CallerFilter(List<CallerSource> sources, RefusalAnswers refusals) {
    this.sources = sources;
    this.refusals = refusals;
  }

  @Override
  public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    if (isAccepted((HttpServletRequest) request, (HttpServletResponse) response)) {
      chain.doFilter(request, response);
    }
  }

  /** Returns false if the client was refused, and has its answer. */
  private boolean isAccepted(HttpServletRequest request, HttpServletResponse response) {
    try {
      String credentials = Credentials.of(request);
      if (credentials != null) {
        enter(caller(credentials), request);
      }
      return true;
    } catch (RefusedException e) {
      refusals.answer(request, response, e);
      return false;
    }
  }

  private Caller caller(String credentials) {
    for (CallerSource source : sources) {
      Optional<Caller> caller = source.find(credentials);
      if (caller.isPresent()) {
        return caller.get();
      }
    }
    throw RefusedException.invalid(
        "invalid-key", "What was sent is not a key of this service, which begins with rsd_.");
  }

  private static void enter(Caller caller, HttpServletRequest request) {
    SecurityContextHolder.setContext(new SecurityContextImpl(caller.authentication()));
    request.setAttribute(Client.ATTRIBUTE, caller.id().toString());
  }
}
