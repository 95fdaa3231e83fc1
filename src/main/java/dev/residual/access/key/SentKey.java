package dev.residual.access.key;

import org.springframework.security.authentication.AbstractAuthenticationToken;
import org.springframework.security.core.authority.AuthorityUtils;

/** The key of a request, before it is known whether it is one. */
final class SentKey extends AbstractAuthenticationToken {

  private static final long serialVersionUID = 1;

  private final String text;

  SentKey(String text) {
    super(AuthorityUtils.NO_AUTHORITIES);
    this.text = text;
  }

  @Override
  public String getCredentials() {
    return text;
  }

  @Override
  public String getPrincipal() {
    return "";
  }
}
