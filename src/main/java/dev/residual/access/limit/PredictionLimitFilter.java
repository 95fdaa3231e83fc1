package dev.residual.access.limit;

import dev.residual.access.RequestPaths;
import dev.residual.web.Problem;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.http.HttpMethod;
import org.springframework.http.server.PathContainer;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.servlet.HandlerExceptionResolver;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPatternParser;

/** Limits requests for predictions before their bodies are read. */
public class PredictionLimitFilter extends OncePerRequestFilter {

  private static final List<PathPattern> PATHS =
      Stream.of("/predict", "/v2/models/{name}/infer", "/v2/models/{name}/versions/{version}/infer")
          .map(PathPatternParser.defaultInstance::parse)
          .toList();

  private final PredictionLimits limits;
  private final HandlerExceptionResolver problems;

  public PredictionLimitFilter(PredictionLimits limits, HandlerExceptionResolver problems) {
    this.limits = limits;
    this.problems = problems;
  }

  @Override
  protected boolean shouldNotFilter(HttpServletRequest request) {
    if (!request.getMethod().equals(HttpMethod.POST.name())) {
      return true;
    }
    PathContainer path = RequestPaths.withinApplication(request);
    for (PathPattern pattern : PATHS) { // each prediction passes here, and a stream takes longer
      if (pattern.matches(path)) {
        return false;
      }
    }
    return true;
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    Permit permit;
    try {
      permit = limits.admit(request, response);
    } catch (Problem e) {
      problems.resolveException(request, response, null, e);
      return;
    }
    try (permit) {
      chain.doFilter(request, response);
    }
  }
}
