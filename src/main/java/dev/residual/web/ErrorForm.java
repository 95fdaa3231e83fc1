package dev.residual.web;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

/** The form of errors below a path that has a protocol of its own. */
public interface ErrorForm {

  /**
   * Tells whether errors of a path have this form.
   *
   * @param path of the failed request, without the prefix of the service
   */
  boolean appliesTo(String path);

  /** Returns the body of an error, to be written as JSON. */
  Object body(String detail);

  /**
   * Returns a path without the prefix of the service. An error page may see the prefix in one of
   * the two only.
   *
   * @param uri the path of the request as it was sent; null if it could not be read
   */
  static String withoutPrefix(HttpServletRequest request, @Nullable String uri) {
    String prefix = request.getContextPath();
    if (uri == null) {
      return "";
    }
    return prefix != null && uri.startsWith(prefix + "/") ? uri.substring(prefix.length()) : uri;
  }
}
