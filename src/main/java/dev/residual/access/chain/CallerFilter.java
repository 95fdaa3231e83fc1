package dev.residual.access.chain;

import dev.residual.access.Caller;
import dev.residual.access.CallerSource;
import dev.residual.access.RefusedException;
import dev.residual.web.Client;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.core.context.SecurityContextImpl;
import org.springframework.security.web.context.RequestAttributeSecurityContextRepository;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Recognizes the client of a request by its key or token, and refuses one that is not accepted. A
 * request without any passes as one of nobody. Each prediction takes this way, so that it is
 * shorter than the one of Spring Security's filter, which also looks for a session.
 */
final class CallerFilter extends OncePerRequestFilter {

  private final List<CallerSource> sources;
  private final RefusalAnswers refusals;

  /** Keeps the client for the rest of a request that is continued by another thread. */
  private final RequestAttributeSecurityContextRepository contexts =
      new RequestAttributeSecurityContextRepository();

  CallerFilter(List<CallerSource> sources, RefusalAnswers refusals) {
    this.sources = sources;
    this.refusals = refusals;
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    try {
      String credentials = Credentials.of(request);
      if (credentials != null) {
        enter(caller(credentials), request, response);
      }
    } catch (RefusedException e) {
      refusals.answer(request, response, e);
      return;
    }
    chain.doFilter(request, response);
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

  private void enter(Caller caller, HttpServletRequest request, HttpServletResponse response) {
    SecurityContext context = new SecurityContextImpl(caller.authentication());
    SecurityContextHolder.setContext(context);
    contexts.saveContext(context, request, response);
    request.setAttribute(Client.ATTRIBUTE, caller.id().toString());
  }
}
