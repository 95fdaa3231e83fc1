package dev.residual.web.error;

import dev.residual.web.ErrorForm;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.http.server.PathContainer;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/** Guesses which path a client meant that asked for one that does not exist. */
final class PathSuggestions {

  private final ObjectProvider<RequestMappingHandlerMapping> endpoints;

  PathSuggestions(ObjectProvider<RequestMappingHandlerMapping> endpoints) {
    this.endpoints = endpoints;
  }

  /** Returns an existing path that differs only in its slashes or in upper case, if any. */
  Optional<String> of(HttpServletRequest request) {
    String uri = request.getRequestURI();
    String asked = ErrorForm.withoutPrefix(request, uri);
    String prefix = uri.substring(0, uri.length() - asked.length());
    String trimmed = asked.replaceAll("/{2,}", "/").replaceFirst("/$", "");
    return Stream.of(trimmed, trimmed.toLowerCase(Locale.ROOT))
        .filter(meant -> !meant.equals(asked) && isEndpoint(meant))
        .findFirst()
        .map(meant -> prefix + meant);
  }

  private boolean isEndpoint(String path) {
    PathContainer parsed = PathContainer.parsePath(path);
    return !path.isEmpty()
        && endpoints.stream()
            .flatMap(mapping -> mapping.getHandlerMethods().keySet().stream())
            .map(RequestMappingInfo::getPathPatternsCondition)
            .filter(Objects::nonNull)
            .flatMap(condition -> condition.getPatterns().stream())
            .anyMatch(pattern -> pattern.matches(parsed));
  }
}
