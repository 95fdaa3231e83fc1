package dev.residual.web.error;

import dev.residual.web.KeyMask;
import dev.residual.web.Problem;
import java.net.URI;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;

/** Adds to a problem, such as one of Spring, what every problem must have. */
final class ProblemDefaults {

  private static final URI ABOUT_BLANK = URI.create("about:blank");
  private static final URI ROOT = URI.create("/");

  private ProblemDefaults() {}

  static void complete(ProblemDetail body, @Nullable String path) {
    if (body.getProperties() == null || !body.getProperties().containsKey(Problem.CODE)) {
      body.setProperty(Problem.CODE, code(body.getStatus()));
    }
    if (body.getType() == null) {
      body.setType(ABOUT_BLANK);
    }
    if (body.getDetail() != null) {
      body.setDetail(KeyMask.of(body.getDetail()));
    }
    if (body.getInstance() == null) {
      body.setInstance(instance(path));
    }
  }

  static String code(int status) {
    HttpStatus known = HttpStatus.resolve(status);
    return known == null ? "error" : known.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Returns what a status says of a request that no code of the service has seen. */
  static String detail(int status) {
    HttpStatus known = HttpStatus.resolve(status);
    return switch (status) {
      case 400 -> "The request is not valid HTTP.";
      case 405 -> "This method is not allowed.";
      case 501 -> "The method or the Transfer-Encoding of the request is unknown.";
      case 505 -> "The version of HTTP in the request is unknown.";
      default -> known == null ? "The request failed." : known.getReasonPhrase();
    };
  }

  /** Returns the path as a URI, which some paths are not, such as two slashes. */
  static URI instance(@Nullable String path) {
    try {
      return path == null ? ROOT : URI.create(KeyMask.ofUrl(path).replaceFirst("^/{2,}", "/"));
    } catch (IllegalArgumentException e) {
      return ROOT;
    }
  }
}
