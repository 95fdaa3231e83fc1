package dev.residual.web;

import org.springframework.web.context.request.RequestAttributes;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

/** Who sends requests, so that what the service can do is shared fairly. */
public final class Client {

  /** The request attribute that holds the name of the client, if it is known. */
  public static final String ATTRIBUTE = Client.class.getName();

  private static final String UNKNOWN = "";

  private Client() {}

  /**
   * Returns the name of the client of this thread's request: the attribute or, without it, the
   * address of the client. Clients behind a proxy have its address, unless the service trusts the
   * headers in which the proxy passes theirs on.
   */
  public static String ofThisRequest() {
    RequestAttributes attributes = RequestContextHolder.getRequestAttributes();
    if (attributes == null) {
      return UNKNOWN;
    }
    Object name = attributes.getAttribute(ATTRIBUTE, RequestAttributes.SCOPE_REQUEST);
    if (name instanceof String known) {
      return known;
    }
    return attributes instanceof ServletRequestAttributes servlet
        ? servlet.getRequest().getRemoteAddr()
        : UNKNOWN;
  }
}
