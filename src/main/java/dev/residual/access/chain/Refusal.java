package dev.residual.access.chain;

import dev.residual.access.Role;
import dev.residual.web.Problem;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.PathContainer;
import org.springframework.security.authorization.AuthorizationResult;
import org.springframework.web.servlet.resource.NoResourceFoundException;

/**
 * The decision that a client may not do what it asks for.
 *
 * @param answer what the client is told
 */
record Refusal(Exception answer) implements AuthorizationResult {

  /**
   * Returns the refusal of a request. A path that no rule knows is answered like one that does not
   * exist, because that is most likely.
   */
  static Refusal of(@Nullable Rule rule, PathContainer path, HttpMethod method, Role role) {
    if (rule == null && !Rules.know(path)) {
      return new Refusal(new NoResourceFoundException(method, path.value(), path.value()));
    }
    return new Refusal(
        Problem.of(
            HttpStatus.FORBIDDEN,
            "insufficient-role",
            String.format(
                Locale.ROOT,
                "%s %s needs a key with the role %s, and this one has the role %s.",
                method,
                path.value(),
                rule == null ? Role.ADMIN : rule.needed(),
                role)));
  }

  @Override
  public boolean isGranted() {
    return false;
  }
}
