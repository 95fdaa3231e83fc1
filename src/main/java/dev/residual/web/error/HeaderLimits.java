package dev.residual.web.error;

import org.apache.catalina.connector.Connector;
import org.apache.tomcat.util.res.StringManager;
import org.jspecify.annotations.Nullable;

/**
 * How many headers a request may have.
 *
 * @param bytes of the request line and all headers together
 */
record HeaderLimits(int bytes, int count) {

  // Tomcat has no exception types of their own for these two.
  private static final String TOO_LARGE =
      StringManager.getManager("org.apache.coyote.http11")
          .getString("iib.requestheadertoolarge.error");
  private static final String TOO_MANY =
      beginning(
          StringManager.getManager("org.apache.tomcat.util.http")
              .getString("headers.maxCountFail", ""));

  static HeaderLimits of(Connector connector) {
    return new HeaderLimits(
        (int) connector.getProperty("maxHttpRequestHeaderSize"),
        (int) connector.getProperty("maxHeaderCount"));
  }

  /** Tells whether a failure is that of a request which exceeds them. */
  static boolean isExceeded(@Nullable Throwable failure) {
    String message = failure == null ? null : failure.getMessage();
    return message != null && (message.equals(TOO_LARGE) || message.startsWith(TOO_MANY));
  }

  /** Returns the part of a message that comes before the number in brackets. */
  private static String beginning(String message) {
    int bracket = message.indexOf('[');
    return bracket < 0 ? message : message.substring(0, bracket);
  }

  @Override
  public String toString() {
    return "The headers are too large. At most %d bytes and %d headers are read."
        .formatted(bytes, count);
  }
}
