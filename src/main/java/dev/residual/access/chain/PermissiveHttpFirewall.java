package dev.residual.access.chain;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.security.web.firewall.FirewalledRequest;
import org.springframework.security.web.firewall.HttpFirewall;

/**
 * Refuses nothing. Spring's firewall refuses paths, such as one with two slashes, that could be
 * read differently by a rule and by an endpoint. Here both read them in the same way, a path
 * without a rule is for admins only, and clients are told which path they probably meant.
 */
class PermissiveHttpFirewall implements HttpFirewall {

  @Override
  public FirewalledRequest getFirewalledRequest(HttpServletRequest request) {
    return new FirewalledRequest(request) {
      @Override
      public void reset() {}
    };
  }

  @Override
  public HttpServletResponse getFirewalledResponse(HttpServletResponse response) {
    return response;
  }
}
