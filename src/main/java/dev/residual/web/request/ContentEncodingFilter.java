package dev.residual.web.request;

import dev.residual.web.BodyLimit;
import dev.residual.web.BodyTooLargeException;
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
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.servlet.HandlerExceptionResolver;

/**
 * Decompresses bodies whose {@code Content-Encoding} is gzip or deflate, and refuses others by
 * name. The limits of bodies hold for what is sent, and again for what it is decompressed to: much
 * data can be decompressed to little.
 */
@Component
@Order(ContentEncodingFilter.ORDER)
class ContentEncodingFilter extends OncePerRequestFilter {

  /** Before the filter that limits what is read, which has no order. */
  static final int ORDER = 0;

  private static final String IDENTITY = "identity";

  private final HandlerExceptionResolver problems;
  private final BodyLimits limits;

  ContentEncodingFilter(
      @Qualifier("handlerExceptionResolver") HandlerExceptionResolver problems,
      ObjectProvider<BodyLimit> limits) {
    this.problems = problems;
    this.limits = new BodyLimits(limits.stream().toList());
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
    if (known.isEmpty() || isMultipart(request.getContentType())) {
      problems.resolveException(request, response, null, refused(encoding, known.isPresent()));
      return;
    }
    long maxBytes = limits.maxBytes(request);
    if (request.getContentLengthLong() > maxBytes) {
      Problem tooLarge = new BodyTooLargeException(maxBytes).problem();
      problems.resolveException(request, response, null, tooLarge);
      return;
    }
    try (DecompressedRequest decompressed =
        new DecompressedRequest(new SizeLimitedRequest(request, maxBytes), known.get())) {
      chain.doFilter(decompressed, response);
    }
  }

  /** Returns all encodings in the order in which they were applied; empty if there is none. */
  private static String encoding(HttpServletRequest request) {
    return String.join(", ", Collections.list(request.getHeaders(HttpHeaders.CONTENT_ENCODING)))
        .strip()
        .toLowerCase(Locale.ROOT);
  }

  /** Tomcat itself reads multipart bodies, as they were sent. */
  private static boolean isMultipart(@Nullable String type) {
    return type != null && type.strip().toLowerCase(Locale.ROOT).startsWith("multipart/");
  }

  private static Problem refused(String encoding, boolean multipart) {
    Problem problem =
        Problem.of(
            HttpStatus.UNSUPPORTED_MEDIA_TYPE,
            "unsupported-encoding",
            multipart
                ? String.format(
                    Locale.ROOT, "A multipart body must not be compressed, was %s.", encoding)
                : String.format(
                    Locale.ROOT,
                    "The Content-Encoding must be %s or none, was %s.",
                    BodyEncoding.NAMES,
                    encoding));
    problem
        .getHeaders()
        .set(HttpHeaders.ACCEPT_ENCODING, multipart ? IDENTITY : BodyEncoding.NAMES);
    return problem;
  }
}
