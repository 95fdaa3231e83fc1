package dev.residual.access.chain;

import dev.residual.access.RefusedException;
import dev.residual.web.KeyMask;
import dev.residual.web.Problem;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Enumeration;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;

/**
 * Finds the key or the token of a request, in {@code Authorization: Bearer} or in {@code
 * X-API-Key}. The second is for clients whose proxy needs the first for itself.
 */
final class Credentials {

  private static final String BEARER = "bearer ";
  private static final String API_KEY = "X-API-Key";

  /** The parameter that RFC 6750 once had for a key. */
  private static final String TOKEN_PARAMETER = "access_token=";

  private Credentials() {}

  /**
   * Returns the key or the token, or null if a request has none.
   *
   * @throws RefusedException if its URL has one, or its headers have different ones
   */
  static @Nullable String of(HttpServletRequest request) {
    requireNoneInUrl(request.getRequestURI(), request.getQueryString());
    String sent = null;
    Enumeration<String> headers = request.getHeaders(HttpHeaders.AUTHORIZATION);
    while (headers.hasMoreElements()) {
      String header = headers.nextElement();
      // Another scheme, such as Basic, is meant for a proxy.
      if (header.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
        sent = only(sent, header.substring(BEARER.length()).strip());
      }
    }
    headers = request.getHeaders(API_KEY);
    while (headers.hasMoreElements()) {
      sent = only(sent, headers.nextElement().strip());
    }
    return sent;
  }

  private static String only(@Nullable String before, String found) {
    if (before != null && !before.equals(found)) {
      throw refused(
          "several-keys",
          "The headers Authorization and X-API-Key have different keys. Send one key.");
    }
    return found;
  }

  /** What is in a URL is also in logs, histories and referrers. */
  private static void requireNoneInUrl(String path, @Nullable String query) {
    if (KeyMask.findsKey(path)
        || (query != null && (hasTokenParameter(query) || KeyMask.findsKey(query)))) {
      throw refused(
          "key-in-url",
          "A key must not be in the URL, which logs keep. Send it as Authorization: Bearer KEY, and"
              + " replace this one.");
    }
  }

  private static boolean hasTokenParameter(String query) {
    return query.startsWith(TOKEN_PARAMETER) || query.contains("&" + TOKEN_PARAMETER);
  }

  private static RefusedException refused(String code, String detail) {
    return new RefusedException(Problem.of(HttpStatus.BAD_REQUEST, code, detail));
  }
}
