package dev.residual.web;

import java.time.Duration;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
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

  /**
   * Returns the lock that the web server holds while it handles an event of this connection, such
   * as that the client has gone. After that event, it may use the request and the response for
   * another client. So threads that are not its own hold the lock while they use them. Returns a
   * new lock if the server's is unknown.
   */
  default Lock lock() {
    return new ReentrantLock();
  }

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
