package dev.residual.access;

import org.jspecify.annotations.Nullable;
import org.springframework.security.authentication.AbstractAuthenticationToken;
import org.springframework.security.core.authority.AuthorityUtils;

/**
 * The authentication of a request whose sender is known. It keeps no secret, and no authorities,
 * because the rules ask for the role of the {@link Caller}.
 */
final class CallerAuthentication extends AbstractAuthenticationToken {

  private static final long serialVersionUID = 1;

  private final Caller caller;

  CallerAuthentication(Caller caller) {
    super(AuthorityUtils.NO_AUTHORITIES);
    this.caller = caller;
    setAuthenticated(true);
  }

  @Override
  public Caller getPrincipal() {
    return caller;
  }

  @Override
  public @Nullable Object getCredentials() {
    return null;
  }

  @Override
  public String getName() {
    return caller.id().toString();
  }
}
