package dev.residual.access.chain;

import org.springframework.security.authentication.AbstractAuthenticationToken;
import org.springframework.security.core.authority.AuthorityUtils;

/** What a client has sent to say who it is, before it is checked. */
final class SentCredentials extends AbstractAuthenticationToken {

  private static final long serialVersionUID = 1;

  private final String text;

  SentCredentials(String text) {
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
