package dev.residual.web.request;

import dev.residual.web.Problem;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Collections;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.servlet.HandlerExceptionResolver;

/**
 * Decompresses bodies whose {@code Content-Encoding} is gzip or deflate, and refuses others by
 * name. The limits of bodies hold for what is decompressed.
 */
@Component
@Order(ContentEncodingFilter.ORDER)
class ContentEncodingFilter extends OncePerRequestFilter {

  /** Before the filter that limits what is read, which has no order. */
  static final int ORDER = 0;

  private static final String IDENTITY = "identity";

  private final HandlerExceptionResolver problems;

  ContentEncodingFilter(@Qualifier("handlerExceptionResolver") HandlerExceptionResolver problems) {
    this.problems = problems;
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    String encoding = encoding(request);
    if (encoding.isEmpty() || encoding.equals(IDENTITY)) {
      chain.doFilter(request, response);
      return;
    }
    Optional<BodyEncoding> known = BodyEncoding.find(encoding);
    if (known.isPresent() && !isForm(request.getContentType())) {
      chain.doFilter(new DecompressedRequest(request, known.get()), response);
    } else {
      problems.resolveException(request, response, null, refused(encoding, known.isPresent()));
    }
  }

  /** Returns all encodings in the order in which they were applied; empty if there is none. */
  private static String encoding(HttpServletRequest request) {
    return String.join(", ", Collections.list(request.getHeaders(HttpHeaders.CONTENT_ENCODING)))
        .strip()
        .toLowerCase(Locale.ROOT);
  }

  /** Tomcat itself reads forms and their files, as they were sent. */
  private static boolean isForm(@Nullable String type) {
    String lower = type == null ? "" : type.strip().toLowerCase(Locale.ROOT);
    return lower.startsWith("multipart/") || lower.startsWith("application/x-www-form-urlencoded");
  }

  private static Problem refused(String encoding, boolean form) {
    Problem problem =
        Problem.of(
            HttpStatus.UNSUPPORTED_MEDIA_TYPE,
            "unsupported-encoding",
            form
                ? "A form or multipart body must not be compressed, was %s.".formatted(encoding)
                : "The Content-Encoding must be %s or none, was %s."
                    .formatted(BodyEncoding.NAMES, encoding));
    problem.getHeaders().set(HttpHeaders.ACCEPT_ENCODING, form ? IDENTITY : BodyEncoding.NAMES);
    return problem;
  }
}
