package dev.residual.access.audit;

import dev.residual.web.AnswerHeaders;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Set;
import org.springframework.web.filter.OncePerRequestFilter;

/** Notes who sends a request while it is handled, and records requests that were refused. */
public class AuditFilter extends OncePerRequestFilter {

  private static final Set<Integer> REFUSALS = Set.of(401, 403);

  private final RefusalAudit refusals;

  public AuditFilter(RefusalAudit refusals) {
    this.refusals = refusals;
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    AuditedRequest audited = new AuditedRequest(request);
    audited.begin();
    try {
      response.setHeader(AnswerHeaders.REQUEST_ID, audited.id());
      chain.doFilter(request, response);
    } finally {
      AuditedRequest.end();
    }
    if (REFUSALS.contains(response.getStatus())) {
      refusals.record(audited, response.getStatus());
    }
  }
}
