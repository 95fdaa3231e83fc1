package dev.residual.access.chain;

import dev.residual.access.Caller;
import dev.residual.access.RequestPaths;
import dev.residual.access.Role;
import java.util.function.Supplier;
import org.springframework.http.HttpMethod;
import org.springframework.http.server.PathContainer;
import org.springframework.security.authorization.AuthorizationDecision;
import org.springframework.security.authorization.AuthorizationManager;
import org.springframework.security.authorization.AuthorizationResult;
import org.springframework.security.core.Authentication;
import org.springframework.security.web.access.intercept.RequestAuthorizationContext;

/** Lets requests pass whose clients have the role that the {@link Rules} ask for. */
final class RuleAuthorization implements AuthorizationManager<RequestAuthorizationContext> {

  private static final AuthorizationResult GRANTED = new AuthorizationDecision(true);

  @Override
  public AuthorizationResult authorize(
      Supplier<? extends Authentication> authentication, RequestAuthorizationContext context) {
    var request = context.getRequest();
    // Spring MVC finds the endpoint by the same path, parsed in the same way.
    PathContainer path = RequestPaths.withinApplication(request);
    HttpMethod method = HttpMethod.valueOf(request.getMethod());
    Rule rule = Rules.find(method, path).orElse(null);
    if (rule != null && rule.isOpen()) {
      return GRANTED;
    }
    if (!(authentication.get().getPrincipal() instanceof Caller caller)) {
      return new AuthorizationDecision(false);
    }
    boolean allowed = rule == null ? caller.role() == Role.ADMIN : rule.allows(caller.role());
    return allowed ? GRANTED : Refusal.of(rule, path, method, caller.role());
  }
}
