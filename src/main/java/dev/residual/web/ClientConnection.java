package dev.residual.web;

import java.time.Duration;
import org.springframework.web.context.request.RequestAttributes;
import org.springframework.web.context.request.RequestContextHolder;

/** The connection of a request. */
public interface ClientConnection {

  /** The request attribute that holds the connection, if its state can be told. */
  String ATTRIBUTE = ClientConnection.class.getName();

  /**
   * Tells whether the client has closed the connection or its own half of it, which looks the same
   * from here. Consumes nothing of a next request. May be called only by the thread that handles
   * the request, while it does.
   */
  boolean isGone();

  /**
   * Sets how long an answer may wait for a client that takes none of it. After that time the
   * connection is closed. May be called by any thread, also when the request has ended.
   */
  default void setWriteTimeout(Duration timeout) {}

  /** Returns the connection of this thread's request, which is never gone if nothing can tell. */
  static ClientConnection ofThisRequest() {
    RequestAttributes request = RequestContextHolder.getRequestAttributes();
    return request != null
            && request.getAttribute(ATTRIBUTE, RequestAttributes.SCOPE_REQUEST)
                instanceof ClientConnection connection
        ? connection
        : () -> false;
  }
}
