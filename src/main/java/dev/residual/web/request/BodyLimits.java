package dev.residual.web.request;

import dev.residual.web.BodyLimit;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Locale;
import org.springframework.web.util.UrlPathHelper;

/** How long bodies may be: one megabyte, or the {@link BodyLimit} of their path. */
final class BodyLimits {

  private static final int MAX_BYTES = 1 << 20;

  private final List<BodyLimit> limits;

  BodyLimits(List<BodyLimit> limits) {
    this.limits = limits;
  }

  /** Returns how many bytes the body of a request may have. */
  long maxBytes(HttpServletRequest request) {
    String type = request.getContentType();
    if (type != null && type.toLowerCase(Locale.ROOT).contains("json")) {
      return MAX_BYTES;
    }
    String path = UrlPathHelper.defaultInstance.getPathWithinApplication(request);
    return limits.stream()
        .filter(limit -> limit.path().equals(path))
        .mapToLong(BodyLimit::maxBytes)
        .findFirst()
        .orElse(MAX_BYTES);
  }
}
