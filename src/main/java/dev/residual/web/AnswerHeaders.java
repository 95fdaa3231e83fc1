package dev.residual.web;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The headers that every answer has, also where a request is refused before anything reads it. */
public final class AnswerHeaders {

  public static final String REQUEST_ID = "X-Request-Id";

  /** Only this service may be in its pages, and no other page may frame them. */
  private static final String CONTENT_SECURITY_POLICY =
      "default-src 'self'; frame-ancestors 'none'";

  /**
   * Answers depend on the key of a request. A browser asks each time whether it may show the answer
   * that it has; caches between it and the service keep none.
   */
  private static final String CACHE_CONTROL = "private, no-cache";

  private static final Map<String, String> ALWAYS =
      Map.of(
          "Content-Security-Policy",
          CONTENT_SECURITY_POLICY,
          "X-Content-Type-Options",
          "nosniff",
          "Referrer-Policy",
          "no-referrer",
          "Cache-Control",
          CACHE_CONTROL);

  private static final Pattern SOUND_ID = Pattern.compile("[A-Za-z0-9._:-]{1,64}");

  private AnswerHeaders() {}

  /** Adds the headers that are missing. */
  public static void complete(HttpServletRequest request, HttpServletResponse response) {
    ALWAYS.forEach(
        (name, value) -> {
          if (!response.containsHeader(name)) {
            response.setHeader(name, value);
          }
        });
    if (!response.containsHeader(REQUEST_ID)) {
      response.setHeader(REQUEST_ID, requestId(request.getHeader(REQUEST_ID)));
    }
  }

  /**
   * Returns the id that a proxy gave a request, if it is one; otherwise makes one. A key is none,
   * because ids are stored.
   */
  public static String requestId(@Nullable String given) {
    return given != null && SOUND_ID.matcher(given).matches() && !KeyMask.findsKey(given)
        ? given
        : UUID.randomUUID().toString();
  }
}
