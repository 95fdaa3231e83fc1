package dev.residual.web;

import org.springframework.web.context.request.RequestAttributes;
import org.springframework.web.context.request.RequestContextHolder;

/** The connection that a request came by. */
public interface ClientConnection {

  /** The request attribute that has it, where there is one that can tell. */
  String ATTRIBUTE = ClientConnection.class.getName();

  /**
   * Whether the client has closed it, or its own half of it, which looks no different from here.
   * Takes nothing from a next request that is already there. Only for the thread that serves the
   * request, while it does.
   */
  boolean isGone();

  /** That of the request which this thread serves; never gone, where nobody can tell. */
  static ClientConnection ofThisRequest() {
    RequestAttributes request = RequestContextHolder.getRequestAttributes();
    return request != null
            && request.getAttribute(ATTRIBUTE, RequestAttributes.SCOPE_REQUEST)
                instanceof ClientConnection connection
        ? connection
        : () -> false;
  }
}
